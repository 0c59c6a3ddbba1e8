"""warehouse, archive -> the same, in order: remove what is older than the settings keep. Runs seldom, also beside other
flows.
"""
