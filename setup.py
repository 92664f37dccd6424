"""What a wheel holds beside the metadata of pyproject.toml: packages, their files, packaged data.

``data/`` is installed as ``vigie_data``, since a top-level ``data`` in site-packages could be
anybody's; ``data/var``, which an installation makes itself, never is.  The program finds either
(pipelines/reference/data_folder.py).
"""

from setuptools import find_namespace_packages, setup

CODE = find_namespace_packages(include=["spiders*", "pipelines*", "monitor*"])
DATA = find_namespace_packages("data", exclude=["var*"])

setup(
    packages=[*CODE, "vigie_data", *(f"vigie_data.{name}" for name in DATA)],
    package_dir={"vigie_data": "data"},
    package_data={
        "pipelines": ["store/*.csv"],
        "spiders": ["parsers/**/*.csv"],
        "monitor": [
            "**/templates/**/*",
            "alerts/*.sql",
            "demo/portals/*.txt",
            "web/charts/*.txt",
            "web/static/**/*",
            "web/queries/*",
            "i18n/*.yml",
            "i18n/locale/**/*",
        ],
        "vigie_data": ["reference/**/*", "measured/**/*", "gold/**/*", "demo/**/*"],
    },
)
