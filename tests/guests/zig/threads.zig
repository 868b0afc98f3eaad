// The standard library's threads: atomics, thread-local storage, a mutex and a condition variable that puts the output in order.
const std = @import("std");

var counter = std.atomic.Atomic(u32).init(0);
threadlocal var mine: u32 = 7;
var mutex = std.Thread.Mutex{};
var changed = std.Thread.Condition{};
var turn: u32 = 0;

fn work(number: u32, times: u32) void {
    var i: u32 = 0;
    while (i < times) : (i += 1) {
        _ = counter.fetchAdd(1, .Monotonic);
        mine += 1;
    }
    if (mine != times + 7) @panic("thread-local storage is shared");
    mutex.lock();
    defer mutex.unlock();
    while (turn != number) changed.wait(&mutex);
    turn += 1;
    std.io.getStdOut().writer().print("thread {d}\n", .{number}) catch @panic("write");
    changed.broadcast();
}

pub fn main() !void {
    var threads: [8]std.Thread = undefined;
    for (&threads, 0..) |*thread, i| {
        const number = 7 - @as(u32, @intCast(i));
        thread.* = try std.Thread.spawn(.{ .allocator = std.heap.wasm_allocator, .stack_size = 65536 }, work, .{ number, 1000 });
    }
    for (threads) |thread| thread.join();
    try std.io.getStdOut().writer().print("{d}\n", .{counter.load(.SeqCst)});
}
