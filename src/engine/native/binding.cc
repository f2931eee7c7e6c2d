// svtk's build of the tfjs-node binding. Upstream's two sources are included as they are; what they call is replaced by
// macros where svtk needs more than they give:
//   - the eager context is kept, so that functions can be added to it, and made with a ConfigProto (threads, memory growth);
//   - the attribute `config_proto` carries bytes (as hex), because upstream passes strings as UTF-8;
//   - a JavaScript array that a TensorFlow thread lets go of is released on the main thread, the only one allowed to.
// Exports start(config), which makes the context and returns upstream's binding plus addFunction, removeFunction and
// opDefinition; a second start returns the same object.
#include <node_api.h>

#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/log/globals.h"
#include "tensorflow/c/c_api.h"
#include "tensorflow/c/eager/c_api.h"

namespace svtk {

static TFE_Context *context = nullptr;
static std::string config;
static std::thread::id main_thread;

/**
 * TensorFlow shows its errors alone, unless the user asks for more; some of its messages no longer heed the variable by themselves. Linked
 * with -z initfirst, this runs before TensorFlow's own start-up code, which would else greet the user.
 */
__attribute__((constructor)) static void QuietTensorFlow() {
  const char *const level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  absl::SetMinLogLevel(static_cast<absl::LogSeverityAtLeast>(level == nullptr ? 2 : std::atoi(level)));
}

// --- Replacements of what upstream calls ---

static TFE_Context *NewContext(TFE_ContextOptions *options, TF_Status *status) {
  TFE_ContextOptionsSetConfig(options, config.data(), config.size(), status);
  if (TF_GetCode(status) != TF_OK) return nullptr;
  context = TFE_NewContext(options, status);
  return context;
}

static std::string FromHex(const char *text, size_t length) {
  std::string bytes;
  for (size_t i = 0; i + 1 < length; i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(text + i, 2), nullptr, 16)));
  }
  return bytes;
}

static void SetAttrString(TFE_Op *op, const char *name, const void *value, size_t length) {
  if (std::string("config_proto") != name) {
    TFE_OpSetAttrString(op, name, value, length);
    return;
  }
  const std::string bytes = FromHex(static_cast<const char *>(value), length);
  TFE_OpSetAttrString(op, name, bytes.data(), bytes.size());
}

static std::mutex released_mutex;
static std::vector<napi_ref> released;

static napi_status DeleteReference(napi_env env, napi_ref reference) {
  if (std::this_thread::get_id() == main_thread) return napi_delete_reference(env, reference);
  const std::lock_guard<std::mutex> lock(released_mutex);
  released.push_back(reference);
  return napi_ok;
}

/** Called on the main thread whenever an array is about to be shared. */
static napi_status CreateReference(napi_env env, napi_value value, uint32_t count, napi_ref *result) {
  std::vector<napi_ref> waiting;
  {
    const std::lock_guard<std::mutex> lock(released_mutex);
    waiting.swap(released);
  }
  for (napi_ref reference : waiting) napi_delete_reference(env, reference);
  return napi_create_reference(env, value, count, result);
}

}  // namespace svtk

#undef NAPI_MODULE
#define NAPI_MODULE(name, init)
#define TFE_NewContext svtk::NewContext
#define TFE_OpSetAttrString svtk::SetAttrString
#define napi_delete_reference svtk::DeleteReference
#define napi_create_reference svtk::CreateReference
#include "tfjs_backend.cc"
#include "tfjs_binding.cc"
#undef TFE_NewContext
#undef TFE_OpSetAttrString
#undef napi_delete_reference
#undef napi_create_reference

namespace svtk {

// --- Additions ---

/** A TF_Status that throws itself into JavaScript. */
class Status {
 public:
  Status() : status_(TF_NewStatus()) {}
  ~Status() { TF_DeleteStatus(status_); }
  TF_Status *get() { return status_; }
  bool Throw(napi_env env) {
    if (TF_GetCode(status_) == TF_OK) return false;
    napi_throw_error(env, nullptr, TF_Message(status_));
    return true;
  }

 private:
  TF_Status *status_;
};

static napi_value OneArgument(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument = nullptr;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  return argument;
}

static bool BytesOf(napi_env env, napi_value value, std::string *bytes) {
  void *data = nullptr;
  size_t length = 0;
  napi_typedarray_type type;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) != napi_ok ||
      type != napi_uint8_array) {
    napi_throw_type_error(env, nullptr, "expected a Uint8Array");
    return false;
  }
  bytes->assign(static_cast<const char *>(data), length);
  return true;
}

static bool TextOf(napi_env env, napi_value value, std::string *text) {
  return tfnodejs::GetStringParam(env, value, *text) == napi_ok;
}

/** addFunction(bytes of a FunctionDef) */
static napi_value AddFunction(napi_env env, napi_callback_info info) {
  std::string definition;
  if (!BytesOf(env, OneArgument(env, info), &definition)) return nullptr;
  Status status;
  TFE_ContextAddFunctionDef(context, definition.data(), definition.size(), status.get());
  status.Throw(env);
  return nullptr;
}

/** removeFunction(name) */
static napi_value RemoveFunction(napi_env env, napi_callback_info info) {
  std::string name;
  if (!TextOf(env, OneArgument(env, info), &name)) return nullptr;
  Status status;
  TFE_ContextRemoveFunction(context, name.c_str(), status.get());
  status.Throw(env);
  return nullptr;
}

/** opDefinition(name) -> bytes of the OpDef */
static napi_value OpDefinition(napi_env env, napi_callback_info info) {
  std::string name;
  if (!TextOf(env, OneArgument(env, info), &name)) return nullptr;
  static TF_Graph *const graph = TF_NewGraph();
  Status status;
  TF_Buffer *const buffer = TF_NewBuffer();
  TF_GraphGetOpDef(graph, name.c_str(), buffer, status.get());
  napi_value result = nullptr;
  if (!status.Throw(env)) {
    void *data = nullptr;
    napi_value memory = nullptr;
    napi_create_arraybuffer(env, buffer->length, &data, &memory);
    memcpy(data, buffer->data, buffer->length);
    napi_create_typedarray(env, napi_uint8_array, buffer->length, memory, 0, &result);
  }
  TF_DeleteBuffer(buffer);
  return result;
}

static napi_ref started = nullptr;

/** start(bytes of a ConfigProto) -> the binding */
static napi_value Start(napi_env env, napi_callback_info info) {
  napi_value binding = nullptr;
  if (started != nullptr) {
    napi_get_reference_value(env, started, &binding);
    return binding;
  }
  if (!BytesOf(env, OneArgument(env, info), &config)) return nullptr;
  main_thread = std::this_thread::get_id();
  napi_create_object(env, &binding);
  binding = tfnodejs::InitTFNodeJSBinding(env, binding);
  if (tfnodejs::IsExceptionPending(env) || binding == nullptr) return nullptr;
  const napi_property_descriptor additions[] = {
      {"addFunction", nullptr, AddFunction, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"removeFunction", nullptr, RemoveFunction, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"opDefinition", nullptr, OpDefinition, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  napi_define_properties(env, binding, ARRAY_SIZE(additions), additions);
  napi_create_reference(env, binding, 1, &started);
  return binding;
}

static napi_value Initialize(napi_env env, napi_value exports) {
  const napi_property_descriptor start = {"start", nullptr, Start, nullptr, nullptr, nullptr, napi_default, nullptr};
  napi_define_properties(env, exports, 1, &start);
  return exports;
}

}  // namespace svtk

NAPI_MODULE_INIT() { return svtk::Initialize(env, exports); }
