"""What this area does when something is urgent: steps, phone numbers and thresholds, each with an owner and a date."""
