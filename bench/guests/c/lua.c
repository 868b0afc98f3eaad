// A command around the Lua library (not part of this repository, see ORIGIN.md): runs the script on standard input.
#include <stdio.h>
#include <stdlib.h>

#include "lauxlib.h"
#include "lua.h"
#include "lualib.h"

int main(void) {
    size_t capacity = 1 << 16, length = 0;
    char *script = malloc(capacity);
    for (size_t got; (got = fread(script + length, 1, capacity - length, stdin)) > 0;) {
        length += got;
        if (length == capacity) script = realloc(script, capacity *= 2);
    }
    lua_State *state = luaL_newstate();
    static const luaL_Reg libraries[] = {
        {LUA_GNAME, luaopen_base}, {LUA_TABLIBNAME, luaopen_table}, {LUA_STRLIBNAME, luaopen_string}, {LUA_MATHLIBNAME, luaopen_math}, {LUA_UTF8LIBNAME, luaopen_utf8}};
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        luaL_requiref(state, libraries[i].name, libraries[i].func, 1);
        lua_pop(state, 1);
    }
    if (luaL_loadbufferx(state, script, length, "=stdin", "t") != LUA_OK || lua_pcall(state, 0, 0, 0) != LUA_OK) {
        fprintf(stderr, "%s\n", lua_tostring(state, -1));
        return 1;
    }
    lua_close(state);
    return 0;
}
