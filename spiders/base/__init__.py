"""Base spiders by way of access: paged JSON, dated files, bulk files, feeds, result lists."""
