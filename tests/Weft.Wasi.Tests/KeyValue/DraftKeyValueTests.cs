// wasi:keyvalue of the draft before the present one, over the same buckets.

using System.Text;
using Weft.Components;
using Weft.Wasi.KeyValue;
using Weft.Wasi.KeyValueDraft;
using Xunit;

namespace Weft.Wasi.Tests.KeyValue;

public sealed class DraftKeyValueTests
{
    private const string Text = """
        (component
          (import "wasi:keyvalue/store@0.2.0-draft" (instance $store
            (export "bucket" (type $bucket (sub resource)))
            (type $e (variant (case "no-such-store") (case "access-denied") (case "other" string)))
            (export "error" (type $error (eq $e)))
            (type $k (record (field "keys" (list string)) (field "cursor" (option u64))))
            (export "key-response" (type $key-response (eq $k)))
            (export "open" (func (param "identifier" string) (result (result (own $bucket) (error $error)))))
            (export "[method]bucket.get" (func (param "self" (borrow $bucket)) (param "key" string) (result (result (option (list u8)) (error $error)))))
            (export "[method]bucket.set" (func (param "self" (borrow $bucket)) (param "key" string) (param "value" (list u8)) (result (result (error $error)))))
            (export "[method]bucket.delete" (func (param "self" (borrow $bucket)) (param "key" string) (result (result (error $error)))))
            (export "[method]bucket.exists" (func (param "self" (borrow $bucket)) (param "key" string) (result (result bool (error $error)))))
            (export "[method]bucket.list-keys" (func (param "self" (borrow $bucket)) (param "cursor" (option u64)) (result (result $key-response (error $error)))))))
          (alias export $store "bucket" (type $bucket))
          (alias export $store "error" (type $error))
          (import "wasi:keyvalue/atomics@0.2.0-draft" (instance $atomics
            (export "bucket" (type $b (eq $bucket)))
            (export "error" (type $e (eq $error)))
            (export "increment" (func (param "bucket" (borrow $b)) (param "key" string) (param "delta" u64) (result (result u64 (error $e)))))))
          (import "wasi:keyvalue/batch@0.2.0-draft" (instance $batch
            (export "bucket" (type $b (eq $bucket)))
            (export "error" (type $e (eq $error)))
            (export "get-many" (func (param "bucket" (borrow $b)) (param "keys" (list string)) (result (result (list (option (tuple string (list u8)))) (error $e)))))
            (export "set-many" (func (param "bucket" (borrow $b)) (param "key-values" (list (tuple string (list u8)))) (result (result (error $e)))))
            (export "delete-many" (func (param "bucket" (borrow $b)) (param "keys" (list string)) (result (result (error $e)))))))
          (export "open" (func $store "open"))
          (export "get" (func $store "[method]bucket.get"))
          (export "set" (func $store "[method]bucket.set"))
          (export "delete" (func $store "[method]bucket.delete"))
          (export "exists" (func $store "[method]bucket.exists"))
          (export "list-keys" (func $store "[method]bucket.list-keys"))
          (export "increment" (func $atomics "increment"))
          (export "get-many" (func $batch "get-many"))
          (export "delete-many" (func $batch "delete-many")))
        """;

    [Fact]
    public void Both_drafts_see_the_same_buckets()
    {
        var buckets = new KeyValueBuckets { { "default", new InMemoryKeyValueBucket() } };
        using TestComponent old = With(buckets);
        using TestComponent present = KeyValueGuest.With(buckets);
        ComponentValue here = old.Ok("open", "default"), there = present.Ok("open", "default");
        old.Ok("set", here, "a", Bytes("one"));
        Assert.Equal(Bytes("one"), present.Ok("get", there, "a").Payload!.Value);
        Assert.Equal(ComponentValue.Ok(true), old.Call("exists", here, "a"));
        present.Ok("delete", there, "a");
        Assert.Equal(ComponentValue.Ok(ComponentValue.None), old.Call("get", here, "a"));
        Assert.Equal(ComponentValue.Ok(5ul), old.Call("increment", here, "n", 5ul));
        Assert.Equal(ComponentValue.Ok(3L), present.Call("increment", there, "n", -2L));
        Assert.False(old.Call("increment", here, "n", ulong.MaxValue).IsOk);
        present.Ok("increment", there, "n", -10L);
        Assert.False(old.Call("increment", here, "n", 1ul).IsOk);
        Assert.False(old.Call("open", "other").IsOk);
        old.Ok("set", here, "b", Bytes("two"));
        Assert.Equal(2, old.Ok("get-many", here, ComponentValue.List("b", "none")).Count);
        old.Ok("delete-many", here, ComponentValue.List("b"));
        Assert.Equal(ComponentValue.Ok(false), old.Call("exists", here, "b"));
    }

    [Fact]
    public void Pages_follow_each_other_by_numbers()
    {
        var bucket = new InMemoryKeyValueBucket();
        using TestComponent guest = With(new KeyValueBuckets { { "default", bucket } });
        ComponentValue handle = guest.Ok("open", "default");
        string[] all = [.. Enumerable.Range(0, 2500).Select(i => $"key {i}")];
        foreach (string key in all)
            guest.Ok("set", handle, key, Bytes("x"));
        var seen = new List<string>();
        ComponentValue cursor = ComponentValue.None;
        do
        {
            ComponentValue page = guest.Ok("list-keys", handle, cursor);
            seen.AddRange(Enumerable.Range(0, page[0].Count).Select(i => page[0][i].AsString()));
            cursor = page[1];
        }
        while (cursor != ComponentValue.None);
        Assert.Equal(all.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Assert.False(guest.Call("list-keys", handle, ComponentValue.Some(999_999ul)).IsOk);
    }

    [Fact]
    public void What_is_kept_of_cursors_is_bounded()
    {
        var numbers = new CursorNumbers();
        ulong first = numbers.Add("first");
        Assert.Equal("first", numbers.Find(first));
        Assert.Null(numbers.Find(first + 1));
        for (int i = 0; i < 5000; i++)
            Assert.NotNull(numbers.Find(numbers.Add($"cursor {i}")));
        Assert.Null(numbers.Find(first));
        ulong large = numbers.Add(new string('x', 3 << 20));
        Assert.NotNull(numbers.Find(large));
        Assert.Null(numbers.Find(large - 1));
        ulong small = numbers.Add("small");
        Assert.Null(numbers.Find(large));
        Assert.Equal("small", numbers.Find(small));
    }

    private static TestComponent With(IKeyValueStore buckets) => new(Text, linker => linker.AddWasiKeyValue(buckets));

    private static ComponentValue Bytes(string text) => ComponentValue.ListOf(Encoding.UTF8.GetBytes(text));
}
