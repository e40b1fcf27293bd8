"""What Rasa's rules do: slots in, one call, facts and effects out. Nothing is decided or written here."""
