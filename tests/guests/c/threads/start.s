# Where a thread begins: with the stack that its starter gave it, whose end is the first word of the argument.
    .globaltype __stack_pointer, i32
    .functype   thread_main (i32, i32) -> ()
    .export_name wasi_thread_start, wasi_thread_start
    .globl      wasi_thread_start
    .type       wasi_thread_start,@function
wasi_thread_start:
    .functype   wasi_thread_start (i32, i32) -> ()
    local.get   1
    i32.load    0
    global.set  __stack_pointer
    local.get   0
    local.get   1
    call        thread_main
    end_function
