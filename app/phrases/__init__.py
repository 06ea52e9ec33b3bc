"""The organisation's own phrase list: proposed by one person, tried against labelled sentences, published by another."""
