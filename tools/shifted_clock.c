/* Preloaded, it moves the time of day of a program by CLOCK_SHIFT seconds and leaves waiting and timing alone.

   libfaketime does more and, as Debian 12 has it, makes Python's sleep fail or its waits never end. */

#define _GNU_SOURCE
#include <semaphore.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long shift;

/* Once, before there are threads: a variable that is read while another thread sets one ends the program. */
__attribute__((constructor)) static void read_shift(void) {
    const char *said = getenv("CLOCK_SHIFT");
    shift = said ? atol(said) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int status = (int)syscall(SYS_clock_gettime, clock, now);
    if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += shift;
    return status;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int status = (int)syscall(SYS_gettimeofday, now, zone);
    if (status == 0) now->tv_sec += shift;
    return status;
}

time_t time(time_t *kept) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (kept) *kept = now.tv_sec;
    return now.tv_sec;
}

/* Who waits until a time of day: the handler of crashes of Chromium otherwise never sleeps where the clock is back. */
int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until) {
    struct timespec unmoved = *until;
    unmoved.tv_sec -= shift;
    return sem_clockwait(semaphore, CLOCK_REALTIME, &unmoved);
}
