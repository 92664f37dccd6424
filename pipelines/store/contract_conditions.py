"""SQL of contracts that pages, mails and figures share; ``c`` is the table's alias."""


def in_force(prefix: str = "c.") -> str:
    """Return the condition of contracts that figures count: not cancelled, not borderline, and not
    the same as one of another portal.
    """
    return (
        f"{prefix}same_as IS NULL"
        f" AND coalesce({prefix}status, '') NOT IN ('cancelled', 'unsuccessful')"
        f" AND {is_digital(prefix)}"
    )


def is_digital(prefix: str = "c.") -> str:
    """Return the condition of contracts that are digital by their own words, not borderline."""
    return f"coalesce({prefix}digital, 'yes') <> 'borderline'"


def buyer_name(prefix: str = "c.") -> str:
    """Return the name of a buyer: of a body that its notice names by a number alone, that by which
    other notices or the register name it.
    """
    return (
        f"iif({prefix}buyer GLOB 'SIRE[NT] [0-9]*', coalesce((SELECT o.name FROM organizations o"
        f" WHERE o.id = {prefix}buyer_id), {prefix}buyer), {prefix}buyer)"
    )


DIGITAL = is_digital()
IN_FORCE = in_force()
# a terminated contract has ended already
RUNNING = f"{IN_FORCE} AND coalesce(c.status, '') <> 'terminated'"
BUYER_NAME = buyer_name()
