"""What marks a file as a library of ours, and of which version."""

#: Name of the newest migration; a file with a greater one was written by a newer program.
HEAD = "0009"
#: "Ming": marks our files among other SQLite files.
APPLICATION_ID = 0x4D696E67
