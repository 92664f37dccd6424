"""Base spiders for one portal each, whose way of access no other portal shares."""
