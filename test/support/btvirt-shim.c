/*
 * Loaded into BlueZ's btvirt by LD_PRELOAD, so that it can be run by a test:
 * - its sockets, which it opens at fixed paths in /tmp, go to the folder BTVIRT_FOLDER: tests do not meet each other, nor what an earlier
 *   one left behind;
 * - on a kernel without the crypto sockets (AF_ALG) it gets sockets that do nothing. It opens two for each controller and uses them only to
 *   encrypt links and to resolve private addresses, which nothing here asks for; without them it hangs up at once.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#define FIXED "/tmp/bt-server-"
#define MOST_DESCRIPTORS 1024

static bool stands_in[MOST_DESCRIPTORS];

static bool moved(const char *path, char *to, size_t size) {
  const char *folder = getenv("BTVIRT_FOLDER");
  if (!folder || strncmp(path, FIXED, strlen(FIXED)) != 0) return false;
  return snprintf(to, size, "%s/%s", folder, path + strlen("/tmp/")) < (int)size;
}

int unlink(const char *path) {
  int (*next)(const char *) = dlsym(RTLD_NEXT, "unlink");
  char to[sizeof(((struct sockaddr_un *)0)->sun_path)];
  return next(moved(path, to, sizeof to) ? to : path);
}

int socket(int family, int type, int protocol) {
  int (*next)(int, int, int) = dlsym(RTLD_NEXT, "socket");
  int descriptor = next(family, type, protocol);
  bool is_missing = descriptor < 0 && family == AF_ALG && errno == EAFNOSUPPORT;
  if (is_missing) descriptor = next(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor >= 0 && descriptor < MOST_DESCRIPTORS) stands_in[descriptor] = is_missing;
  return descriptor;
}

int bind(int descriptor, const struct sockaddr *address, socklen_t length) {
  int (*next)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "bind");
  if (descriptor >= 0 && descriptor < MOST_DESCRIPTORS && stands_in[descriptor]) return 0;
  if (address->sa_family == AF_UNIX) {
    struct sockaddr_un there = {.sun_family = AF_UNIX};
    const char *path = ((const struct sockaddr_un *)address)->sun_path;
    if (moved(path, there.sun_path, sizeof there.sun_path)) return next(descriptor, (struct sockaddr *)&there, sizeof there);
  }
  return next(descriptor, address, length);
}
