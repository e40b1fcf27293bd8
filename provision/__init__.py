"""Makes everything that Signpost runs on: two runtimes, the sentence encoder, the model, the look, the databases.

Standard library only: it runs before anything is installed.
"""
