// Zig's standard library over WASI: formatting, an allocator, hashing, sorting, files, arguments and an exit code.
const std = @import("std");

const Record = struct { name: []const u8, weight: f64 };

fn byWeight(_: void, a: Record, b: Record) bool {
    return a.weight < b.weight;
}

pub fn main() !void {
    var gpa = std.heap.GeneralPurposeAllocator(.{}){};
    const allocator = gpa.allocator();
    const out = std.io.getStdOut().writer();

    const args = try std.process.argsAlloc(allocator);
    defer std.process.argsFree(allocator, args);
    try out.print("args {d}", .{args.len - 1});
    for (args[1..]) |arg| try out.print(" [{s}]", .{arg});
    try out.writeByte('\n');

    var records = std.ArrayList(Record).init(allocator);
    defer records.deinit();
    var random = std.rand.DefaultPrng.init(7);
    const names = [_][]const u8{ "ash", "birch", "cedar", "elm", "fir", "oak" };
    for (0..60) |i| try records.append(.{ .name = names[i % names.len], .weight = random.random().float(f64) * 100 });
    std.sort.insertion(Record, records.items, {}, byWeight);
    const first = records.items[0];
    const last = records.items[records.items.len - 1];
    try out.print("{s} {d:.6} .. {s} {d:.6}\n", .{ first.name, first.weight, last.name, last.weight });

    var counts = std.StringHashMap(u32).init(allocator);
    defer counts.deinit();
    for (records.items) |record| {
        const entry = try counts.getOrPutValue(record.name, 0);
        entry.value_ptr.* += @intFromBool(record.weight > 50);
    }
    for (names) |name| try out.print("{s}={d} ", .{ name, counts.get(name).? });
    try out.writeByte('\n');

    var digest: [32]u8 = undefined;
    var hasher = std.crypto.hash.sha2.Sha256.init(.{});
    for (0..5000) |_| hasher.update("the quick brown fox jumps over the lazy dog");
    hasher.final(&digest);
    try out.print("{}\n", .{std.fmt.fmtSliceHexLower(&digest)});

    const wide: u128 = 0xFEDCBA9876543210 * @as(u128, 0x0123456789ABCDEF);
    const odd: i37 = -12345678901;
    try out.print("{d} {d} {x} {e:.3} {any}\n", .{ wide, odd, @as(u64, @bitCast(@as(i64, odd))), 6.02214076e23, @addWithOverflow(@as(u8, 200), 100) });

    const directory = std.fs.cwd(); // the first mapped directory
    try directory.writeFile("zig.txt", "written by zig\n" ** 200);
    const text = try directory.readFileAlloc(allocator, "zig.txt", 1 << 20);
    defer allocator.free(text);
    const status = try directory.statFile("zig.txt");
    try out.print("{d} {d} {s}", .{ text.len, status.size, text[0..15] });
    try directory.rename("zig.txt", "zag.txt");
    if (directory.statFile("zig.txt")) |_| unreachable else |failure| try out.print("{s}\n", .{@errorName(failure)});

    const input = try std.io.getStdIn().readToEndAlloc(allocator, 1 << 20);
    defer allocator.free(input);
    var words = std.mem.tokenizeAny(u8, input, " \n\t");
    var count: usize = 0;
    while (words.next()) |_| count += 1;
    try out.print("words {d}\n", .{count});
    std.process.exit(5);
}
