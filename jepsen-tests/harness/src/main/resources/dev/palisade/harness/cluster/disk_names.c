// The second part of disk_shim.c, which ends before this: what becomes of names.

// What is kept of names below a directory that was not synced yet.
struct kept {
  struct kept *next;
  char *directory;
  char *link;
};
static struct kept *all_kept;

// The names. A line for each change of one, its parts separated by tabs, in their order:
//   C path          a file, or a link to one, was made     M path    a directory was made
//   R from to kept  it has another name now                D path    a directory was removed
//   U path kept     a name was removed                     S path    the directory was synced
// "kept" is a link to what had the name that is gone, or "-".

// The directory without links and dots, as the directories are given, and the last name as it is.
static int full_path(int at, const char *path, char *full) {
  char folder[PATH_MAX], whole[PATH_MAX], real[PATH_MAX];
  if (path[0] == '/') {
    if (snprintf(whole, PATH_MAX, "%s", path) >= PATH_MAX) return 0;
  } else {
    if (at == AT_FDCWD ? !getcwd(folder, PATH_MAX) : !path_of(at, folder)) return 0;
    if (snprintf(whole, PATH_MAX, "%s/%s", folder, path) >= PATH_MAX) return 0;
  }
  char *name = strrchr(whole, '/');
  *name = 0;
  return realpath(*whole ? whole : "/", real) &&
         snprintf(full, PATH_MAX, "%s/%s", real, name + 1) < PATH_MAX;
}

static int names_concern(int at, const char *path, char *full) {
  return control && path && full_path(at, path, full) && concerns(full);
}

static int is_there(const char *path) {
  return syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
}

static void note_name(char what, const char *one, const char *two, const char *three) {
  char line[3 * PATH_MAX + 8];
  int bytes = snprintf(line, sizeof line, "%c\t%s%s%s%s%s\n", what, one, two ? "\t" : "",
                       two ? two : "", three ? "\t" : "", three ? three : "");
  if (names_file < 0)
    names_file = (int)syscall(SYS_openat, AT_FDCWD, names_path,
                              O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (names_file >= 0) syscall(SYS_write, names_file, line, (size_t)bytes);
}

// Keeps what has this name under another one, outside of the directories.
static const char *keep(const char *path, char *link) {
  syscall(SYS_mkdirat, AT_FDCWD, stash_path, 0700);
  if (snprintf(link, PATH_MAX, "%s/%d-%u", stash_path, (int)getpid(), stashed++) >= PATH_MAX ||
      syscall(SYS_linkat, AT_FDCWD, path, AT_FDCWD, link, 0) != 0)
    return "-";
  struct kept *one = malloc(sizeof *one);
  if (one) {
    one->directory = strndup(path, (size_t)(strrchr(path, '/') - path));
    one->link = strdup(link);
    one->next = all_kept;
    all_kept = one;
  }
  return link;
}

static void drop_kept(const char *directory) {
  for (struct kept **at = &all_kept; *at;) {
    struct kept *one = *at;
    if (one->directory && one->link && strcmp(one->directory, directory) == 0) {
      syscall(SYS_unlinkat, AT_FDCWD, one->link, 0);
      *at = one->next;
      free(one->directory);
      free(one->link);
      free(one);
    } else {
      at = &one->next;
    }
  }
}

static long named_open(int at, const char *path, int flags, mode_t how) {
  char full[PATH_MAX];
  if (!(flags & O_CREAT) || !names_concern(at, path, full))
    return syscall(SYS_openat, at, path, flags, how);
  pthread_mutex_lock(&names_lock);
  int was_there = is_there(full);
  long fd = syscall(SYS_openat, at, path, flags, how);
  int code = errno;
  if (fd >= 0 && !was_there) note_name('C', full, NULL, NULL);
  pthread_mutex_unlock(&names_lock);
  errno = code;
  return fd;
}

static int named_link(int from_at, const char *from, int at, const char *path, int flags) {
  char full[PATH_MAX];
  int noted = names_concern(at, path, full);
  pthread_mutex_lock(&names_lock);
  int result = (int)syscall(SYS_linkat, from_at, from, at, path, flags);
  int code = errno;
  if (result == 0 && noted) note_name('C', full, NULL, NULL);
  pthread_mutex_unlock(&names_lock);
  errno = code;
  return result;
}

static int named_mkdir(int at, const char *path, mode_t how) {
  char full[PATH_MAX];
  int noted = names_concern(at, path, full);
  pthread_mutex_lock(&names_lock);
  int result = (int)syscall(SYS_mkdirat, at, path, how);
  int code = errno;
  if (result == 0 && noted) note_name('M', full, NULL, NULL);
  pthread_mutex_unlock(&names_lock);
  errno = code;
  return result;
}

static int named_unlink(int at, const char *path, int flags) {
  char full[PATH_MAX], kept[PATH_MAX];
  if (!names_concern(at, path, full)) return (int)syscall(SYS_unlinkat, at, path, flags);
  pthread_mutex_lock(&names_lock);
  const char *link = flags & AT_REMOVEDIR ? NULL : keep(full, kept);
  int result = (int)syscall(SYS_unlinkat, at, path, flags);
  int code = errno;
  if (result == 0) {
    note_name(link ? 'U' : 'D', full, link, NULL);
  } else if (link && link[0] != '-') {
    syscall(SYS_unlinkat, AT_FDCWD, link, 0);
  }
  pthread_mutex_unlock(&names_lock);
  errno = code;
  return result;
}

static int named_rename(int from_at, const char *from, int at, const char *path, unsigned flags) {
  char full_from[PATH_MAX], full[PATH_MAX], kept[PATH_MAX];
  int noted = names_concern(from_at, from, full_from);
  noted = names_concern(at, path, full) && noted;
  pthread_mutex_lock(&names_lock);
  const char *link = noted && is_there(full) ? keep(full, kept) : "-";
  int result = (int)syscall(SYS_renameat2, from_at, from, at, path, flags);
  int code = errno;
  if (result == 0 && noted) note_name('R', full_from, full, link);
  pthread_mutex_unlock(&names_lock);
  errno = code;
  return result;
}

// After a sync that succeeded: the names in the directory are as safe as its content.
static int synced(int fd, int result) {
  struct stat about;
  char path[PATH_MAX];
  if (result != 0 || !control || fstat(fd, &about) != 0 || !S_ISDIR(about.st_mode)) return result;
  if (path_of(fd, path) && (concerns(path) || is_top(path))) {
    pthread_mutex_lock(&names_lock);
    note_name('S', path, NULL, NULL);
    drop_kept(path);
    pthread_mutex_unlock(&names_lock);
  }
  return result;
}

// The mode is there only where a file may be made.
#define MODE_OF(flags, how)                          \
  mode_t how = 0;                                    \
  if ((flags) & (O_CREAT | __O_TMPFILE)) {           \
    va_list more;                                    \
    va_start(more, flags);                           \
    how = va_arg(more, mode_t);                      \
    va_end(more);                                    \
  }

int open(const char *path, int flags, ...) {
  MODE_OF(flags, how)
  return (int)named_open(AT_FDCWD, path, flags, how);
}

int open64(const char *path, int flags, ...) {
  MODE_OF(flags, how)
  return (int)named_open(AT_FDCWD, path, flags | O_LARGEFILE, how);
}

int openat(int at, const char *path, int flags, ...) {
  MODE_OF(flags, how)
  return (int)named_open(at, path, flags, how);
}

int openat64(int at, const char *path, int flags, ...) {
  MODE_OF(flags, how)
  return (int)named_open(at, path, flags | O_LARGEFILE, how);
}

int creat(const char *path, mode_t how) {
  return (int)named_open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, how);
}

int creat64(const char *path, mode_t how) {
  return (int)named_open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC | O_LARGEFILE, how);
}

int link(const char *from, const char *to) {
  return named_link(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int linkat(int from_at, const char *from, int at, const char *to, int flags) {
  return named_link(from_at, from, at, to, flags);
}

int mkdir(const char *path, mode_t how) { return named_mkdir(AT_FDCWD, path, how); }

int mkdirat(int at, const char *path, mode_t how) { return named_mkdir(at, path, how); }

int unlink(const char *path) { return named_unlink(AT_FDCWD, path, 0); }

int unlinkat(int at, const char *path, int flags) { return named_unlink(at, path, flags); }

int rmdir(const char *path) { return named_unlink(AT_FDCWD, path, AT_REMOVEDIR); }

int rename(const char *from, const char *to) {
  return named_rename(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int renameat(int from_at, const char *from, int at, const char *to) {
  return named_rename(from_at, from, at, to, 0);
}

int renameat2(int from_at, const char *from, int at, const char *to, unsigned flags) {
  return named_rename(from_at, from, at, to, flags);
}
