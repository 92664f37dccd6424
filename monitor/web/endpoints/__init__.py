"""Routes that answer with more than a page: forms of alerts, health for monitors, sitemap."""
