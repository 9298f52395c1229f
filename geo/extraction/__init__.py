"""Reports and their mentions to drafts: sentences, triggers, dates, casualties and roles."""
