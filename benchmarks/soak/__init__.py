"""`broadsheet up` over a small web that lives: is every article there, once, how soon, and what does it cost to run?"""
