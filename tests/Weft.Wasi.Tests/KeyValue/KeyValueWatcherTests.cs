// wasi:keyvalue/watcher of both drafts: guests that are told what becomes of buckets.

using Weft.Wasi.KeyValue;
using Xunit;

namespace Weft.Wasi.Tests.KeyValue;

public sealed class KeyValueWatcherTests
{
    [Theory]
    [InlineData("0.2.0-draft2", "string")]
    [InlineData("0.2.0-draft", "u64")]
    public void A_guest_is_told_and_can_use_the_bucket(string draft, string cursor)
    {
        var bucket = new InMemoryKeyValueBucket();
        using TestComponent guest = Make(draft, cursor);
        KeyValueWatcher watcher = Assert.IsType<KeyValueWatcher>(KeyValueWatcher.Find(guest.Instance));
        watcher.OnSet(bucket, "color", "blue"u8.ToArray());
        Assert.Equal("color=blue"u8.ToArray(), Log());
        watcher.OnSet(bucket, "a longer key", []);
        Assert.Equal("a longer key="u8.ToArray(), Log());
        watcher.OnDelete(bucket, "color");
        Assert.Equal("color"u8.ToArray(), Log());

        byte[]? Log() => bucket.GetAsync("log", TestContext.Current.CancellationToken).AsTask().Result;
    }

    [Fact]
    public void Guests_that_export_nothing_of_the_kind_are_not_told()
    {
        using TestComponent guest = KeyValueGuest.With(new KeyValueBuckets());
        Assert.Null(KeyValueWatcher.Find(guest.Instance));
    }

    [Fact]
    public void A_guest_that_traps_says_so()
    {
        using TestComponent guest = Make("0.2.0-draft2", "string");
        KeyValueWatcher watcher = KeyValueWatcher.Find(guest.Instance)!;
        Assert.Throws<TrapException>(() => watcher.OnDelete(new InMemoryKeyValueBucket(), "trap"));
    }

    [Fact]
    public void Functions_of_other_types_are_refused()
    {
        using var guest = new TestComponent(
            """
            (component
              (component $c
                (core module $m (func (export "f")))
                (core instance $i (instantiate $m))
                (func (export "on-set") (canon lift (core func $i "f")))
                (func (export "on-delete") (canon lift (core func $i "f"))))
              (instance $w (instantiate $c))
              (export "wasi:keyvalue/watcher@0.2.0-draft2" (instance $w)))
            """,
            _ => { });
        Assert.Contains("on-set", Assert.Throws<LinkException>(() => KeyValueWatcher.Find(guest.Instance)).Message);
    }

    // It writes key=value, or the key that is gone, under the key "log" of the bucket that it is told of, and traps on keys that begin with "tr".
    private static TestComponent Make(string draft, string cursor) => new(
        $$"""
        (component
          (import "wasi:keyvalue/store@{{draft}}" (instance $store
            (export "bucket" (type $bucket (sub resource)))
            (type $e (variant (case "no-such-store") (case "access-denied") (case "other" string)))
            (export "error" (type $error (eq $e)))
            (type $k (record (field "keys" (list string)) (field "cursor" (option {{cursor}}))))
            (export "key-response" (type $key-response (eq $k)))
            (export "[method]bucket.set" (func (param "self" (borrow $bucket)) (param "key" string) (param "value" (list u8)) (result (result (error $error)))))))
          (alias export $store "bucket" (type $bucket))
          (core module $libc
            (memory (export "memory") 1)
            (data (i32.const 16) "log")
            (global $top (mut i32) (i32.const 1024))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32)
              (local $at i32)
              (local.set $at (global.get $top))
              (global.set $top (i32.add (global.get $top) (local.get 3)))
              (local.get $at)))
          (core instance $libc (instantiate $libc))
          (core func $set (canon lower (func $store "[method]bucket.set") (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
          (core func $drop (canon resource.drop $bucket))
          (core module $m
            (import "libc" "memory" (memory 1))
            (import "host" "set" (func $set (param i32 i32 i32 i32 i32 i32)))
            (import "host" "drop" (func $drop (param i32)))
            (func (export "on-set") (param $bucket i32) (param $key i32) (param $length i32) (param $value i32) (param $bytes i32)
              (memory.copy (i32.const 4096) (local.get $key) (local.get $length))
              (i32.store8 (i32.add (i32.const 4096) (local.get $length)) (i32.const 61))
              (memory.copy (i32.add (i32.const 4097) (local.get $length)) (local.get $value) (local.get $bytes))
              (call $set (local.get $bucket) (i32.const 16) (i32.const 3) (i32.const 4096)
                (i32.add (i32.const 1) (i32.add (local.get $length) (local.get $bytes))) (i32.const 64))
              (call $drop (local.get $bucket)))
            (func (export "on-delete") (param $bucket i32) (param $key i32) (param $length i32)
              (if (i32.eq (i32.load16_u (local.get $key)) (i32.const 0x7274)) (then (unreachable)))
              (call $set (local.get $bucket) (i32.const 16) (i32.const 3) (local.get $key) (local.get $length) (i32.const 64))
              (call $drop (local.get $bucket))))
          (core instance $i (instantiate $m (with "libc" (instance $libc)) (with "host" (instance (export "set" (func $set)) (export "drop" (func $drop))))))
          (func $on-set (param "bucket" (own $bucket)) (param "key" string) (param "value" (list u8))
            (canon lift (core func $i "on-set") (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
          (func $on-delete (param "bucket" (own $bucket)) (param "key" string)
            (canon lift (core func $i "on-delete") (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
          (instance $watcher (export "on-set" (func $on-set)) (export "on-delete" (func $on-delete)))
          (export "wasi:keyvalue/watcher@{{draft}}" (instance $watcher)))
        """,
        linker => linker.AddWasiKeyValue(new KeyValueBuckets()));
}
