// Lets the files of one process fail on command. Preloaded into a node; obeys the first words of a
// control file, which the test maps too:
//   word 0: what to do, one of enum mode    word 1: how many calls were refused, held or noted
// Whatever it is told to do, it notes each name that is made, changed or removed, and each sync of
// a directory: names that no sync of their directory has followed are what a disk may lose.
// Only files below one of the directories in PALISADE_DISK_BELOW (separated by colons) are touched.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum mode { FINE = 0, FULL = 1, STALLED = 2, SYNC_FAILS = 3, UNSYNCED = 4 };

static _Atomic uint32_t *control;
static const char *below;
static char undo_path[PATH_MAX];
static int undo_file = -1;
static pthread_mutex_t undo_lock = PTHREAD_MUTEX_INITIALIZER;
static char names_path[PATH_MAX];
static char stash_path[PATH_MAX];
static int names_file = -1;
static uint32_t stashed;
static pthread_mutex_t names_lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void attach(void) {
  const char *path = getenv("PALISADE_DISK_CONTROL");
  below = getenv("PALISADE_DISK_BELOW");
  if (!path || !below) return;
  snprintf(undo_path, sizeof undo_path, "%s.undo", path);
  snprintf(names_path, sizeof names_path, "%s.names", path);
  snprintf(stash_path, sizeof stash_path, "%s.stash", path);
  int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
  if (fd < 0) return;
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  syscall(SYS_close, fd);
  if (page != MAP_FAILED) control = page;
}

static uint32_t mode(void) { return control ? atomic_load(&control[0]) : FINE; }
static void count(void) { atomic_fetch_add(&control[1], 1); }

static int path_of(int fd, char *path) {
  char link[32];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return 1;
}

static int concerns(const char *path) {
  for (const char *each = below; *each;) {
    size_t length = strcspn(each, ":");
    if (length > 0 && strncmp(path, each, length) == 0 && path[length] == '/') return 1;
    each += length + (each[length] == ':');
  }
  return 0;
}

// One of the directories itself.
static int is_top(const char *path) {
  for (const char *each = below; *each;) {
    size_t length = strcspn(each, ":");
    if (length > 0 && strncmp(path, each, length) == 0 && path[length] == 0) return 1;
    each += length + (each[length] == ':');
  }
  return 0;
}

static int concerned(int fd) {
  char path[PATH_MAX];
  return path_of(fd, path) && (concerns(path) || is_top(path));
}

static void hold_while(uint32_t held) {
  struct timespec pause = {0, 2000000};
  count();
  while (mode() == held) syscall(SYS_nanosleep, &pause, NULL);
}

// Notes what a write is about to replace, so that a test can undo a part of it after a kill, as a
// disk does that lost its power: u32 path bytes, u32 bytes, u64 offset, u32 old bytes, path, old.
static void note(int fd, const char *path, size_t bytes, off_t offset) {
  char *old = malloc(bytes ? bytes : 1);
  if (!old) return;
  ssize_t had = syscall(SYS_pread64, fd, old, bytes, offset);
  char full[32];
  int readable = -1;
  if (had < 0) {  // Opened for writing only.
    snprintf(full, sizeof full, "/proc/self/fd/%d", fd);
    readable = (int)syscall(SYS_openat, AT_FDCWD, full, O_RDONLY | O_CLOEXEC, 0);
    had = readable < 0 ? 0 : syscall(SYS_pread64, readable, old, bytes, offset);
    if (readable >= 0) syscall(SYS_close, readable);
    if (had < 0) had = 0;
  }
  uint32_t sizes[2] = {(uint32_t)strlen(path), (uint32_t)bytes};
  uint64_t at = (uint64_t)offset;
  uint32_t kept = (uint32_t)had;
  struct iovec parts[] = {{sizes, 8}, {&at, 8}, {&kept, 4}, {(void *)path, sizes[0]}, {old, kept}};
  pthread_mutex_lock(&undo_lock);
  if (undo_file < 0)
    undo_file = (int)syscall(SYS_openat, AT_FDCWD, undo_path,
                             O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (undo_file >= 0) syscall(SYS_writev, undo_file, parts, 5);
  pthread_mutex_unlock(&undo_lock);
  count();
  free(old);
}

// What to do before a write: 0 to go on, or the error that it ends with. An offset of -1 is the
// file's own.
static int before_write(int fd, size_t bytes, off_t offset) {
  uint32_t now = mode();
  if (now == FINE || now == SYNC_FAILS) return 0;
  char path[PATH_MAX];
  if (!path_of(fd, path) || !concerns(path)) return 0;
  if (now == FULL) {
    count();
    return ENOSPC;
  }
  if (now == STALLED) {
    hold_while(STALLED);
    return 0;
  }
  if (offset < 0) {
    long flags = syscall(SYS_fcntl, fd, F_GETFL);
    offset = syscall(SYS_lseek, fd, 0, flags & O_APPEND ? SEEK_END : SEEK_CUR);
  }
  note(fd, path, bytes, offset);
  return 0;
}

static int before_sync(int fd) {
  uint32_t now = mode();
  if (now == FINE || now == FULL || !concerned(fd)) return 0;
  if (now == SYNC_FAILS) {
    count();
    return EIO;
  }
  // The sync of what was written before: nothing is noted yet that it could make last.
  if (now == UNSYNCED && atomic_load(&control[1]) == 0) return 0;
  hold_while(now);
  return 0;
}

static int before_grow(int fd) {
  uint32_t now = mode();
  if ((now != FULL && now != STALLED) || !concerned(fd)) return 0;
  if (now == STALLED) {
    hold_while(STALLED);
    return 0;
  }
  count();
  return ENOSPC;
}

static int synced(int fd, int result);

static size_t total(const struct iovec *parts, int count_of) {
  size_t bytes = 0;
  for (int i = 0; i < count_of; i++) bytes += parts[i].iov_len;
  return bytes;
}

#define FAIL_WITH(error) \
  do {                   \
    int code = (error);  \
    if (code) {          \
      errno = code;      \
      return -1;         \
    }                    \
  } while (0)

ssize_t write(int fd, const void *from, size_t bytes) {
  FAIL_WITH(before_write(fd, bytes, -1));
  return syscall(SYS_write, fd, from, bytes);
}

ssize_t writev(int fd, const struct iovec *parts, int parts_count) {
  FAIL_WITH(before_write(fd, total(parts, parts_count), -1));
  return syscall(SYS_writev, fd, parts, parts_count);
}

ssize_t pwrite(int fd, const void *from, size_t bytes, off_t offset) {
  FAIL_WITH(before_write(fd, bytes, offset));
  return syscall(SYS_pwrite64, fd, from, bytes, offset);
}

ssize_t pwrite64(int fd, const void *from, size_t bytes, off64_t offset) {
  return pwrite(fd, from, bytes, offset);
}

ssize_t pwritev(int fd, const struct iovec *parts, int parts_count, off_t offset) {
  FAIL_WITH(before_write(fd, total(parts, parts_count), offset));
  return syscall(SYS_pwritev, fd, parts, parts_count, (long)offset, 0L);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int parts_count, off64_t offset) {
  return pwritev(fd, parts, parts_count, offset);
}

int fsync(int fd) {
  FAIL_WITH(before_sync(fd));
  return synced(fd, (int)syscall(SYS_fsync, fd));
}

int fdatasync(int fd) {
  FAIL_WITH(before_sync(fd));
  return synced(fd, (int)syscall(SYS_fdatasync, fd));
}

int sync_file_range(int fd, off64_t offset, off64_t bytes, unsigned int flags) {
  FAIL_WITH(before_sync(fd));
  return (int)syscall(SYS_sync_file_range, fd, offset, bytes, flags);
}

int fallocate(int fd, int how, off_t offset, off_t bytes) {
  FAIL_WITH(before_grow(fd));
  return (int)syscall(SYS_fallocate, fd, how, offset, bytes);
}

int fallocate64(int fd, int how, off64_t offset, off64_t bytes) {
  return fallocate(fd, how, offset, bytes);
}

int posix_fallocate(int fd, off_t offset, off_t bytes) {
  int code = before_grow(fd);
  if (code) return code;
  return syscall(SYS_fallocate, fd, 0, offset, bytes) == 0 ? 0 : errno;
}

int posix_fallocate64(int fd, off64_t offset, off64_t bytes) {
  return posix_fallocate(fd, offset, bytes);
}
