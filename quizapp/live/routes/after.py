"""After a contest: why so many points, the protocol, statistics, points into the record, replay."""
