"""What leaves the house as a file: who may, how much a day, with which mark, and who it was.

Every door that hands out rows asks `permits.permit` first and gives the permit on to the writer of the file, which
marks it. No file is written without one.
"""
