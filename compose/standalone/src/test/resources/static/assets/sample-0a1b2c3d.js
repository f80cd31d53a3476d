// A file with a hash in its name, as the build of the pages makes them.
