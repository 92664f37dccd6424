"""Tables that Canada's federal government publishes -> notices."""
