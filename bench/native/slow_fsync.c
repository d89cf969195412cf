/* Makes a disk slower than the one at hand: adds SLOW_FSYNC_US microseconds to every fsync and fdatasync of the
   process into which it is preloaded. Built by bench/slow_disk.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

typedef int (*sync_call)(int);

static void wait_longer(void)
{
    static long microseconds = -1;
    if (microseconds < 0) {
        const char *asked = getenv("SLOW_FSYNC_US");
        microseconds = asked ? atol(asked) : 0;
    }
    if (microseconds > 0)
        usleep((useconds_t)microseconds);
}

int fsync(int file)
{
    static sync_call real;
    if (!real)
        real = (sync_call)dlsym(RTLD_NEXT, "fsync");
    int result = real(file);
    wait_longer();
    return result;
}

int fdatasync(int file)
{
    static sync_call real;
    if (!real)
        real = (sync_call)dlsym(RTLD_NEXT, "fdatasync");
    int result = real(file);
    wait_longer();
    return result;
}
