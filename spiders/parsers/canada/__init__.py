"""Parse tables that Canada's federal government publishes."""
