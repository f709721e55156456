// Lets the wall clock of one process be wrong. Preloaded into a node; obeys a control file, which
// the test writes: 8 bytes, how many nanoseconds the clock is ahead. The monotonic clock is the
// kernel's own, as when an operator or NTP sets the time.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL

static const _Atomic int64_t *ahead;
static int (*kernel)(clockid_t, struct timespec *);

__attribute__((constructor)) static void attach(void) {
  kernel = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  const char *path = getenv("PALISADE_CLOCK_CONTROL");
  if (!path) return;
  int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0) return;
  void *page = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);
  syscall(SYS_close, fd);
  if (page != MAP_FAILED) ahead = page;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  // Others' constructors may ask before ours has run.
  int code = kernel ? kernel(clock, now) : (int)syscall(SYS_clock_gettime, clock, now);
  if (code || !ahead || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return code;
  int64_t wrong = (int64_t)now->tv_sec * SECOND + now->tv_nsec + atomic_load(ahead);
  now->tv_sec = wrong / SECOND;
  now->tv_nsec = wrong % SECOND;
  return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec exact;
  int code = clock_gettime(CLOCK_REALTIME, &exact);
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return code;
}

time_t time(time_t *into) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  if (into) *into = exact.tv_sec;
  return exact.tv_sec;
}
