"""vigie.toml: every key documented, every mistake named with its line."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from monitor import config as config_module
from monitor.cli.main import main
from monitor.config import KEYS, ROOT, Config, read_config
from pipelines.errors import Misconfigured

EXAMPLE = ROOT / "vigie.example.toml"


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "vigie.toml"
    file.write_text(text, encoding="utf-8")
    return file


def complaint(tmp_path: Path, text: str) -> str:
    with pytest.raises(Misconfigured) as caught:
        read_config(written(tmp_path, text))
    return str(caught.value)


def test_the_example_names_every_key_with_its_default() -> None:
    sections = tomllib.loads(EXAMPLE.read_text("utf-8"))
    shown = {
        f"{section}.{key}": value
        for section in sections
        for key, value in sections[section].items()
    }
    assert shown == {key: default for key, (_, default) in KEYS.items()}


PAGES = ("docs/configure.md", "docs/fr/configure.md")
ROW = r"^\| `(\w+)` \| `(.+?)` \| .*\w.* \|$"  # key, default, meaning


@pytest.mark.parametrize("page", PAGES)
def test_the_page_on_settings_names_every_key_with_its_default(page: str) -> None:
    parts = re.split(r"^### `\[(\w+)\]`$", (ROOT / page).read_text("utf-8"), flags=re.M)[1:]
    shown = {
        f"{section}.{key}": tomllib.loads(f"value = {default}")["value"]
        for section, text in zip(parts[::2], parts[1::2], strict=True)
        for key, default in re.findall(ROW, text.split("\n## ")[0], re.M)
    }
    assert shown == {key: default for key, (_, default) in KEYS.items()}


def test_every_key_of_the_example_or_its_section_has_a_comment_above() -> None:
    """A run of keys under one comment is explained by it; no section starts with a bare key."""
    lines = EXAMPLE.read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        if line.startswith("["):
            assert lines[number + 1].startswith("#"), f"line {number + 1}: {line} explains nothing"


def test_a_copy_of_the_example_is_accepted_and_changes_nothing(tmp_path: Path) -> None:
    actual = read_config(written(tmp_path, EXAMPLE.read_text("utf-8")))
    assert dict(actual.values) == dict(Config().values)


def test_data_lies_in_data_var_of_the_checkout_where_nothing_is_said() -> None:
    config = read_config()
    assert config.home == ROOT / "data/var"
    assert config.path("paths.database") == ROOT / "data/var/vigie.db"


def test_a_named_home_holds_all_that_is_not_set_apart(tmp_path: Path) -> None:
    text = '[paths]\nhome = "/srv/vigie"\narchive = "far/archive"\n'
    config = read_config(written(tmp_path, text))
    assert config.path("paths.database") == Path("/srv/vigie/vigie.db")
    assert config.path("backup.folder") == Path("/srv/vigie/backups")
    assert config.path("paths.archive") == ROOT / "far/archive"


def test_the_environment_goes_before_the_settings_and_names_their_place_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path))
    written(tmp_path, '[paths]\nhome = "/srv/vigie"\n[vigie]\ncontact = "https://example.org"\n')
    config = read_config()
    assert config["vigie.contact"] == "https://example.org"
    assert config.path("paths.private") == tmp_path / "private.db"


@pytest.mark.parametrize("named", ["", "etc/vigie.toml"])
def test_an_installed_vigie_keeps_its_data_beside_its_settings_or_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    """In site-packages there is no pyproject.toml; nothing is ever written there."""
    monkeypatch.setattr(config_module, "ROOT", tmp_path / "site-packages")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/vigie.toml").write_text("", encoding="utf-8")
    config = read_config(Path(named) if named else None)
    here = tmp_path / "etc" if named else tmp_path
    assert config.path("paths.database") == here / "data/var/vigie.db"


def test_an_unknown_key_is_refused_with_its_line_and_the_known_ones(tmp_path: Path) -> None:
    text = complaint(tmp_path, "[crawl]\nfirst_days = 3\nfirst_day = 3\n")
    assert "vigie.toml, line 3: first_day is not a setting" in text
    assert "crawl.first_days" in text


def test_an_unknown_section_is_refused_with_the_line_of_its_key(tmp_path: Path) -> None:
    text = complaint(tmp_path, '[look]\ncolour = "red"\n')
    assert "line 2: colour is not a setting; there is no section [look]; known: [vigie]" in text


def test_a_key_outside_a_section_is_refused_with_its_line(tmp_path: Path) -> None:
    assert "line 1: port stands outside a [section]" in complaint(tmp_path, "port = 8001\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[site]\nport = "8001"\n', "line 2: port is '8001', expected a port up to 65535"),
        ("[site]\n\nhost = 1\n", "line 3: host is 1, expected text in quotes"),
        ('[crawl]\nportals = "ted"\n', "line 2: portals is 'ted', expected a list in brackets"),
        ("[ingest]\njobs = 1.0\n", "line 2: jobs is 1.0, expected a whole number"),
        ("[site]\nsql = 1\n", "line 2: sql is 1, expected true or false"),
        ('[mail]\nsecurity = "ssl"\n', 'line 2: security is \'ssl\', expected "none", "starttls"'),
        ("[alerts]\ndigest_hour = 24\n", "line 2: digest_hour is 24, expected an hour from 1"),
        ("[ingest]\njobs = true\n", "line 2: jobs is True, expected a whole number"),
        ("[site]\nport = 80010\n", "line 2: port is 80010, expected a port up to 65535"),
        (
            "[crawl]\nportals = [1]\n",
            "line 2: portals is [1], expected a list in brackets, of names",
        ),
        (
            '[vigie]\ntimezone = "Paris"\n',
            "line 2: timezone is 'Paris', expected the name of a zone",
        ),
        ("[ingest]\njobs = 0\n", "line 2: jobs is 0, expected a whole number, more than 0"),
        (
            '[schedule]\nparallel = 1\ncrawl_at = "25:30"\n',
            'line 3: crawl_at is \'25:30\', expected a time from "00:00" to "23:59"',
        ),
        ('[schedule]\nintegrity_at = "6:30"\n', "line 2: integrity_at is '6:30', expected a time"),
        ("[schedule]\ncrawl_at = 03:30:00\n", "line 2: crawl_at is 03:30:00, expected a time"),
        ('schedule.crawl_at = "25:30"\n', "line 1: crawl_at is '25:30', expected a time"),
        ('\nschedule = {parallel = 1, crawl_at = "25:30"}\n', "line 2: crawl_at is '25:30'"),
        ("[[site]]\nport = 1\n", "line 1: site stands in double brackets"),
        ("[backup]\nkeep_days = 999999999999\n", "expected a whole number from 1 to 10000"),
        ('[site]\npublic_url = "vigie.example.org"\n', 'an address that begins with "https://"'),
        ('[site]\npublic_url = "https://v@example.org"\n', "without user"),
        ('[site]\npublic_url = "https://vigié.example.org"\n', "xn--…"),
        ('[site]\npublic_url = "https://example.org:99999"\n', "line 2: public_url is"),
        ('[site]\npublic_url = "https://[::1"\n', "line 2: public_url is"),
        ('[site]\npublic_url = "https://a\\\\b/"\n', "line 2: public_url is"),
        ('[site]\nbase_url = "//example.org"\n', 'expected a path like "/vigie/"'),
        ('[site]\nbase_url = "https://example.org/vigie"\n', 'expected a path like "/vigie/"'),
        ('[site]\nbase_url = "javascript:alert(1)"\n', 'expected a path like "/vigie/"'),
        ('[site]\nbase_url = "/x; Domain=org"\n', 'expected a path like "/vigie/"'),
        ('[site]\nbase_url = "/\\\\example.org/"\n', 'expected a path like "/vigie/"'),
        ('[site]\nbase_url = "/a/../b"\n', 'expected a path like "/vigie/"'),
        ('[site]\nbase_url = "/vigié/"\n', 'expected a path like "/vigie/"'),
        ('[site]\nbase_url = "/a?b"\n', 'expected a path like "/vigie/"'),
        (f"[site]\nport = {'9' * 5000}\n", "a number of thousands of digits"),
        (f"[site]\nport = 0x{'9' * 9000}\n", "line 2: port is a number of thousands of digits"),
        (
            '[backup]\nfolder = "s3://copies"\n',
            "line 2: folder is 's3://copies', expected a path",
        ),
        ("[backup]\nfolder = 1\n", "line 2: folder is 1, expected a path on this machine"),
        ('[backup]\nat = ""\n', "line 2: at is '', expected a time"),
        ('[export]\nat = "06:00+02:00"\n', "line 2: at is '06:00+02:00', expected a time"),
        (
            '[paths]\ndatabase = "a\\u0000b.db"\n',
            "line 2: database is 'a\\x00b.db', expected a path on this machine",
        ),
        (
            '[vigie]\ncontact = "a@example.org\\r\\nX-Other: 1"\n',
            "line 2: contact is 'a@example.org\\r\\nX-Other: 1', expected text in quotes",
        ),
        ('[vigie]\noperator = "a\\u0007"\n', "text in quotes, without control characters"),
        (
            '[site]\ncontent_security_policy = ["img-src x\\nY: 1"]\n',
            "line 2: content_security_policy is ['img-src x\\nY: 1'], expected a list in brackets",
        ),
        ('[mail]\nhost = ""\n', "line 2: host is '', expected the name or the number of a machine"),
        ('[mail]\nhost = "mail example"\n', "expected the name or the number of a machine"),
        (f'[mail]\nhost = "{"a" * 64}.example"\n', "expected the name or the number of a machine"),
        (
            '[paths]\ndatabase = "one.db"\nprivate = "./one.db"\n',
            "line 3: private is the file of paths.database: name another",
        ),
    ],
)
def test_a_wrong_value_is_refused_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in complaint(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        '[mail]\nfrom = "Vigie, la nôtre <v@example.org>"\noperator_address = "O <o@o.example>"\n',
        '[mail]\nfrom = "vigie@exámple.org"\noperator_address = "root@localhost"\nhost = "::1"\n',
        '[mail]\nfrom = ""\noperator_address = "channel:union_2"\nhost = "mail.exámple.org."\n',
        '[vigie]\noperator = """\nUnion\n1 rue X\n"""\ncontact = "https://example.org/é"\n',
        '[site]\nbase_url = "vigie"\npublic_url = "http://web_1:8001/a/b"\n',
        '[site]\nbase_url = "/a/b.c/"\npublic_url = "https://xn--vigi-hpa.example:65535/~a/"\n',
        '[site]\nbase_url = ""\npublic_url = "http://[::1]:8001"\n',
    ],
)
def test_addresses_hosts_and_lines_that_people_write_are_accepted(
    tmp_path: Path, text: str
) -> None:
    read_config(written(tmp_path, text))


def test_a_setting_is_read_by_its_older_name_unless_it_is_set_by_both(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, '[mail]\nkeeper = "ops@example.org"\n'))
    assert config["mail.operator_address"] == "ops@example.org"
    both = '[mail]\noperator_address = "ops@example.org"\nkeeper = "ops@example.org"\n'
    expected = (
        "line 3: keeper is the older name of operator_address, which is set, too: delete this line"
    )
    assert expected in complaint(tmp_path, both)
    assert "keeper is 3, expected text" in complaint(tmp_path, "[mail]\nkeeper = 3\n")


def test_every_setting_that_is_a_time_by_default_is_checked_as_one(tmp_path: Path) -> None:
    times = [key for key, (_, default) in KEYS.items() if re.fullmatch(r"\d\d:\d\d", str(default))]
    assert len(times) == 4
    for key in times:
        section, _, name = key.partition(".")
        assert "expected a time" in complaint(tmp_path, f'[{section}]\n{name} = "24:01"\n')
        read_config(written(tmp_path, f'[{section}]\n{name} = "23:59"\n'))


def test_every_number_of_days_or_hours_has_an_end_and_dates_can_be_counted_with_it(
    tmp_path: Path,
) -> None:
    units = ("_days", "_weeks", "_hours", "_minutes")
    durations = [key for key in KEYS if key.endswith(units)]
    assert len(durations) == 11
    for key in durations:
        section, _, name = key.partition(".")
        assert "from 1 to 10000" in complaint(tmp_path, f"[{section}]\n{name} = 10001\n")


def test_the_mark_that_windows_puts_at_the_beginning_is_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "vigie.toml"
    file.write_bytes(b"\xef\xbb\xbf[site]\r\nport = 8002\r\n")
    assert read_config(file)["site.port"] == 8002


def test_the_line_is_that_of_the_right_section(tmp_path: Path) -> None:
    text = '# port = "x"\n[site]\nport = 8001\n[ingest]\nport = 8001\n'
    assert "line 5: port is not a setting" in complaint(tmp_path, text)


def test_bad_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    text = complaint(tmp_path, "[site]\nport = \n")
    assert "not valid TOML" in text
    assert "Text and times stand in quotes" in text
    assert "line 2" in text


def test_lists_without_end_are_a_sentence(tmp_path: Path) -> None:
    assert "lists in lists" in complaint(tmp_path, f"a = {'[' * 100_000}")


@pytest.mark.parametrize("text", [f"[site]\nport = '{'9' * 9000}'\n", f"{'a' * 9000} = 1\n"])
def test_what_is_wrong_is_told_at_the_length_of_a_sentence(tmp_path: Path, text: str) -> None:
    assert len(complaint(tmp_path, text)) < 1000


def test_a_name_in_the_settings_writes_on_no_terminal(tmp_path: Path) -> None:
    assert "\x1b" not in complaint(tmp_path, '["\\u001b[2J"]\n"\\u001b[31m" = 1\n')


def test_a_file_of_settings_has_an_end(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="more than 1 MB"):
        read_config(Path("/dev/zero"))


def test_a_file_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        Misconfigured, match=r"nowhere\.toml: there is no such file; copy vigie\.ex"
    ):
        read_config(tmp_path / "nowhere.toml")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "vigie.toml"
    file.write_bytes(b'[vigie]\ncontact = "caf\xe9"\n')
    with pytest.raises(Misconfigured, match="UTF-8"):
        read_config(file)


def test_the_command_ends_with_two_and_one_sentence(tmp_path: Path) -> None:
    file = written(tmp_path, "[crawl]\nfirst_days = 'seven'\n")
    ended = subprocess.run(
        [sys.executable, "-m", "monitor.cli.main", "--config", str(file), "portals"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "line 2: first_days is 'seven', expected a whole number" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_every_command_takes_a_database() -> None:
    """But for ``subscribers``: those are in private.db, which the site never opens; and for
    ``metadata``, which says what every database of Vigie holds."""
    without = [
        name
        for name, command in main.commands.items()
        if not any("--db" in option.opts for option in command.params)
    ]
    assert without == ["metadata", "subscribers"]


def test_settings_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "vigie.toml").mkdir()
    with pytest.raises(Misconfigured, match=r"vigie\.toml: cannot be read \(Is a directory\)"):
        read_config(tmp_path / "vigie.toml")
