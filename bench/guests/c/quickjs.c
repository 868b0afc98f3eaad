// A command around the QuickJS library (not part of this repository, see ORIGIN.md): runs the script on standard input, with print().
#include <stdio.h>
#include <stdlib.h>

#include "quickjs.h"

static JSValue print(JSContext *context, JSValueConst self, int count, JSValueConst *arguments) {
    (void)self;
    for (int i = 0; i < count; i++) {
        const char *text = JS_ToCString(context, arguments[i]);
        if (!text) return JS_EXCEPTION;
        printf(i ? " %s" : "%s", text);
        JS_FreeCString(context, text);
    }
    putchar('\n');
    return JS_UNDEFINED;
}

int main(void) {
    size_t capacity = 1 << 16, length = 0;
    char *script = malloc(capacity + 1);
    for (size_t got; (got = fread(script + length, 1, capacity - length, stdin)) > 0;) {
        length += got;
        if (length == capacity) script = realloc(script, (capacity *= 2) + 1);
    }
    script[length] = 0;
    JSRuntime *runtime = JS_NewRuntime();
    JSContext *context = JS_NewContext(runtime);
    JSValue global = JS_GetGlobalObject(context);
    JS_SetPropertyStr(context, global, "print", JS_NewCFunction(context, print, "print", 1));
    JS_FreeValue(context, global);
    JSValue result = JS_Eval(context, script, length, "stdin", JS_EVAL_TYPE_GLOBAL);
    int failed = JS_IsException(result);
    if (failed) {
        JSValue exception = JS_GetException(context);
        const char *text = JS_ToCString(context, exception);
        fprintf(stderr, "%s\n", text ? text : "exception");
    }
    fflush(stdout);
    return failed;
}
