"""SQL conditions on ``contracts c`` that pages, mails and figures share."""

# by its own words: what is borderline is counted apart
DIGITAL = "coalesce(c.digital, 'yes') <> 'borderline'"
IN_FORCE = (
    "c.same_as IS NULL AND coalesce(c.status, '') NOT IN ('cancelled', 'unsuccessful')"
    f" AND {DIGITAL}"
)
# what still has its end before it: what was terminated has ended already
RUNNING = f"{IN_FORCE} AND coalesce(c.status, '') <> 'terminated'"
