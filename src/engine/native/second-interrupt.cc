// Ends the process at the second Ctrl-C though its main thread is busy. Node hears signals between two turns of its loop, and one call into
// TensorFlow, or one matrix product, may be a turn of many seconds; a signal handler of C runs in the midst of it.
// Worker threads of Node hear no signals, and a watching process would not be sent what `kill -INT` sends to svtk alone.
// Exports watch(echo in ms, what to say at the first, at the second) and unwatch(). While a signal is handled, only functions are called that POSIX
// allows there.
#include <node_api.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace svtk {

static struct sigaction previous;
static bool watching = false;
static int64_t echo = 0;                  // ms within which two signals are one wish
static std::atomic<int64_t> interrupted;  // ms of the first; 0 = none yet

struct Text {
  char bytes[512];
  size_t length;
};
static Text promise;   // said at the first
static Text farewell;  // said at the second

static int64_t Now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<int64_t>(time.tv_sec) * 1000 + time.tv_nsec / 1000000;
}

static void Say(const Text &text) {
  const ssize_t written = write(STDERR_FILENO, text.bytes, text.length);
  static_cast<void>(written);  // a terminal that is gone
}

/** As the kernel does where nobody listens, so that a shell sees a death by SIGINT and stops its script. */
static void Die() {
  Say(farewell);
  signal(SIGINT, SIG_DFL);
  kill(getpid(), SIGINT);  // pending until the handler returns
}

static void OnInterrupt(int number, siginfo_t *info, void *place) {
  const int error = errno;
  const int64_t now = Now();
  int64_t first = 0;
  if (interrupted.compare_exchange_strong(first, now)) {
    Say(promise);
  } else if (now - first >= echo) {
    Die();
  }
  if ((previous.sa_flags & SA_SIGINFO) != 0) {
    previous.sa_sigaction(number, info, place);
  } else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
    previous.sa_handler(number);  // libuv's: JavaScript hears of it when its turn ends
  }
  errno = error;
}

static bool TextOf(napi_env env, napi_value value, Text *text) {
  return napi_get_value_string_utf8(env, value, text->bytes, sizeof text->bytes, &text->length) == napi_ok;
}

/** watch(echo, promise, farewell): to be called when JavaScript listens already, whose handler is called too. */
static napi_value Watch(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value arguments[3];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  if (napi_get_value_int64(env, arguments[0], &echo) != napi_ok || !TextOf(env, arguments[1], &promise) ||
      !TextOf(env, arguments[2], &farewell)) {
    napi_throw_type_error(env, nullptr, "expected watch(milliseconds, text, text)");
    return nullptr;
  }
  interrupted = 0;
  if (watching) return nullptr;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = OnInterrupt;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigfillset(&action.sa_mask);
  if (sigaction(SIGINT, &action, &previous) != 0) {
    napi_throw_error(env, nullptr, strerror(errno));
    return nullptr;
  }
  watching = true;
  return nullptr;
}

/** unwatch(): to be called before JavaScript ceases to listen. */
static napi_value Unwatch(napi_env, napi_callback_info) {
  if (watching) sigaction(SIGINT, &previous, nullptr);
  watching = false;
  return nullptr;
}

}  // namespace svtk

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {
      {"watch", nullptr, svtk::Watch, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"unwatch", nullptr, svtk::Unwatch, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
  return exports;
}
