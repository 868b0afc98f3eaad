using System.Text;
using StackExchange.Redis;
using Weft.Components;
using Weft.Wasi.KeyValue;
using Weft.Wasi.Redis;
using Xunit;

namespace Weft.Wasi.Tests.KeyValue;

/// <summary>What a guest sees of a bucket, the same whatever is behind it.</summary>
public sealed class KeyValueTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weft-keyvalue-").FullName;
    private readonly List<IDisposable> _opened = [];

    public static TheoryData<string> Bounded => ["memory", "file"];

    public static TheoryData<string> Backends => ["memory", "file", "redis"];

    public void Dispose()
    {
        _opened.ForEach(opened => opened.Dispose());
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Values_come_back_as_they_were_set(string backend)
    {
        using TestComponent guest = KeyValueGuest.With(new KeyValueBuckets { { "default", Make(backend) } });
        ComponentValue bucket = guest.Ok("open", "default");
        foreach (string key in (string[])["a", "A", "", "../../etc/passwd", "ключ/\0\n", new string('k', 5000)])
        {
            Assert.Equal(ComponentValue.Ok(ComponentValue.None), guest.Call("get", bucket, key));
            Assert.Equal(ComponentValue.Ok(false), guest.Call("exists", bucket, key));
            guest.Ok("delete", bucket, key);
            guest.Ok("set", bucket, key, Bytes("old, and longer"));
            guest.Ok("set", bucket, key, Bytes(key + "!"));
            Assert.Equal(ComponentValue.Ok(true), guest.Call("exists", bucket, key));
        }

        guest.Ok("set", bucket, "none", ComponentValue.ListOf(Array.Empty<byte>()));
        Assert.Equal(0, guest.Ok("get", bucket, "none").Payload!.Value.Count);
        Assert.Equal(Bytes("A!"), guest.Ok("get", bucket, "A").Payload!.Value);
        Assert.Equal(Bytes("../../etc/passwd!"), guest.Ok("get", bucket, "../../etc/passwd").Payload!.Value);
        guest.Ok("delete", bucket, "a");
        Assert.Equal(ComponentValue.Ok(ComponentValue.None), guest.Call("get", bucket, "a"));
        ComponentValue page = guest.Ok("list-keys", bucket, ComponentValue.None);
        Assert.Equal(["", "../../etc/passwd", "A", new string('k', 5000), "none", "ключ/\0\n"], Strings(page[0]).Order(StringComparer.Ordinal));
        Assert.Equal(ComponentValue.None, page[1]);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Keys_come_in_pages_that_forget_none_while_others_go(string backend)
    {
        IKeyValueBucket bucket = Make(backend);
        using TestComponent guest = KeyValueGuest.With(new KeyValueBuckets { { "default", bucket } });
        ComponentValue handle = guest.Ok("open", "default");
        string[] all = [.. Enumerable.Range(0, 2500).Select(i => $"key {i}")];
        guest.Ok("set-many", handle, ComponentValue.List([.. all.Select(key => ComponentValue.Tuple(key, Bytes("1")))]));
        var seen = new List<string>();
        ComponentValue cursor = ComponentValue.None;
        int pages = 0;
        do
        {
            ComponentValue page = guest.Ok("list-keys", handle, cursor);
            string[] keys = [.. Strings(page[0])];
            seen.AddRange(keys);
            cursor = page[1];
            // Where the next page begins goes away.
            guest.Ok("delete-many", handle, ComponentValue.List([.. keys.Select(key => (ComponentValue)key)]));
            pages++;
        }
        while (cursor.Payload is not null);
        Assert.InRange(pages, 3, backend == "redis" ? 100 : 3);
        Assert.Equal(all.Order(), seen.Order());
        Assert.Empty(Strings(guest.Ok("list-keys", handle, ComponentValue.None)[0]));
        ComponentValue foreign = guest.Call("list-keys", handle, ComponentValue.Some("\U0010FFFF what is this"));
        if (backend == "redis")
            Assert.Equal(Other("there is no such cursor"), foreign);
        else
            Assert.Empty(Strings(foreign.Payload!.Value[0]));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Numbers_are_incremented(string backend)
    {
        using TestComponent guest = KeyValueGuest.With(new KeyValueBuckets { { "default", Make(backend) } });
        ComponentValue bucket = guest.Ok("open", "default");
        Assert.Equal(5L, guest.Ok("increment", bucket, "n", 5L));
        Assert.Equal(-2L, guest.Ok("increment", bucket, "n", -7L));
        Assert.Equal(Bytes("-2"), guest.Ok("get", bucket, "n").Payload!.Value);
        guest.Ok("set", bucket, "n", Bytes("9223372036854775807"));
        Assert.Equal(Other("the sum is too large"), guest.Call("increment", bucket, "n", 1L));
        foreach (string text in (string[])["", "x", "1x", " 1", "1 ", "9223372036854775808"])
        {
            guest.Ok("set", bucket, "n", Bytes(text));
            Assert.Equal(Other("the value is not an integer"), guest.Call("increment", bucket, "n", 1L));
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_swap_succeeds_only_if_nothing_came_before_it(string backend)
    {
        using TestComponent guest = KeyValueGuest.With(new KeyValueBuckets { { "default", Make(backend) } });
        ComponentValue bucket = guest.Ok("open", "default");
        ComponentValue first = guest.Ok("cas-new", bucket, "k");
        ComponentValue second = guest.Ok("cas-new", bucket, "k");
        Assert.Equal(ComponentValue.Ok(ComponentValue.None), guest.Call("cas-current", first));
        guest.Ok("swap", first, Bytes("1"));

        // The second is too late, and gets a handle that knows the first one's value.
        ComponentValue failure = guest.Call("swap", second, Bytes("2"));
        Assert.Equal(1, failure.Payload!.Value.Case);
        ComponentValue third = failure.Payload.Value.Payload!.Value;
        Assert.Equal(Bytes("1"), guest.Ok("cas-current", third).Payload!.Value);
        guest.Ok("swap", third, Bytes("3"));

        // The same value set again is another version, where there are versions.
        ComponentValue fourth = guest.Ok("cas-new", bucket, "k");
        guest.Ok("set", bucket, "k", Bytes(backend == "redis" ? "3'" : "3"));
        Assert.Equal(1, guest.Call("swap", fourth, Bytes("4")).Payload!.Value.Case);

        // Who reads again knows again.
        ComponentValue fifth = guest.Ok("cas-new", bucket, "k");
        guest.Ok("delete", bucket, "k");
        Assert.Equal(ComponentValue.Ok(ComponentValue.None), guest.Call("cas-current", fifth));
        guest.Ok("swap", fifth, Bytes("5"));
        Assert.Equal(Bytes("5"), guest.Ok("get", bucket, "k").Payload!.Value);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Many_keys_are_read_set_and_removed_at_once(string backend)
    {
        using TestComponent guest = KeyValueGuest.With(new KeyValueBuckets { { "default", Make(backend) } });
        ComponentValue bucket = guest.Ok("open", "default");
        guest.Ok("set-many", bucket, ComponentValue.List(ComponentValue.Tuple("a", Bytes("1")), ComponentValue.Tuple("b", Bytes("2")), ComponentValue.Tuple("a", Bytes("3"))));
        ComponentValue found = guest.Ok("get-many", bucket, ComponentValue.List("b", "no", "a", "b"));
        Assert.Equal(ComponentValue.List(Pair("b", "2"), ComponentValue.None, Pair("a", "3"), Pair("b", "2")), found);
        guest.Ok("delete-many", bucket, ComponentValue.List("no", "a", "a"));
        Assert.Equal(ComponentValue.List(ComponentValue.None, Pair("b", "2")), guest.Ok("get-many", bucket, ComponentValue.List("a", "b")));
        Assert.Equal(0, guest.Ok("get-many", bucket, ComponentValue.List()).Count);
    }

    [Theory]
    [MemberData(nameof(Bounded))]
    public void A_full_bucket_takes_nothing_more_and_loses_nothing(string backend)
    {
        IKeyValueBucket bucket = Make(backend, 64 << 10);
        using TestComponent guest = KeyValueGuest.With(new KeyValueBuckets { { "default", bucket } });
        ComponentValue handle = guest.Ok("open", "default");
        guest.Ok("set", handle, "large", ComponentValue.ListOf(new byte[40_000]));
        Assert.Equal(Other("the bucket is full"), guest.Call("set", handle, "other", ComponentValue.ListOf(new byte[40_000])));
        Assert.Equal(Other("the bucket is full"), guest.Call("set", handle, "large", ComponentValue.ListOf(new byte[70_000])));
        Assert.Equal(40_000, guest.Ok("get", handle, "large").Payload!.Value.Count);
        ComponentValue result = ComponentValue.Ok();
        int count = 0;
        for (; result.IsOk; count++)
            result = guest.Call("set", handle, $"small {count}", Bytes(""));
        Assert.Equal(Other("the bucket is full"), result);
        Assert.InRange(count, 2, 1000);
        guest.Ok("delete", handle, "large");
        guest.Ok("set", handle, "other", ComponentValue.ListOf(new byte[30_000]));
    }

    [Fact]
    public void Guests_open_what_they_were_given()
    {
        using TestComponent guest = KeyValueGuest.With(new Guarded());
        Assert.Equal(ComponentValue.Error(ComponentValue.Variant(0)), guest.Call("open", ""));
        Assert.Equal(ComponentValue.Error(ComponentValue.Variant(1)), guest.Call("open", "secret"));
        Assert.True(guest.Call("open", "public").IsOk);
    }

    [Fact]
    public async Task Stores_share_a_bucket_and_lose_no_increment()
    {
        var bucket = new InMemoryKeyValueBucket();
        Parallel.For(0, 4, _ =>
        {
            using TestComponent guest = KeyValueGuest.With(new KeyValueBuckets { { "default", bucket } });
            ComponentValue handle = guest.Ok("open", "default");
            for (int i = 0; i < 250; i++)
                guest.Ok("increment", handle, "n", 1L);
        });
        Assert.Equal("1000", Encoding.UTF8.GetString((await bucket.GetAsync("n", TestContext.Current.CancellationToken))!));
    }

    private static ComponentValue Bytes(string text) => ComponentValue.ListOf(Encoding.UTF8.GetBytes(text));

    private static ComponentValue Pair(string key, string value) => ComponentValue.Some(ComponentValue.Tuple(key, Bytes(value)));

    private static ComponentValue Other(string message) => ComponentValue.Error(ComponentValue.Variant(2, message));

    private static IEnumerable<string> Strings(ComponentValue list) => Enumerable.Range(0, list.Count).Select(i => list[i].AsString());

    private IKeyValueBucket Make(string backend, long capacity = 64 << 20)
    {
        if (backend == "memory")
            return new InMemoryKeyValueBucket(capacity);
        if (backend == "redis")
        {
            Assert.SkipUnless(RedisServer.IsInstalled, "there is no redis-server here");
            var server = new RedisServer(_folder);
            _opened.Add(server);
            IDatabase database = server.Connection.GetDatabase();
            // Others' keys in the same database, one of which a pattern would take for the bucket's.
            database.StringSet("b[1]x:a", "other");
            database.StringSet("b1:a", "other");
            return new RedisKeyValueBucket(database, "b[1]:");
        }
        var bucket = new FileKeyValueBucket(_folder, capacity);
        _opened.Add(bucket);
        return bucket;
    }

    private sealed class Guarded : IKeyValueStore
    {
        public ValueTask<IKeyValueBucket?> OpenAsync(string identifier, CancellationToken cancellationToken = default) => identifier switch
        {
            "secret" => throw new KeyValueException(KeyValueFailure.AccessDenied),
            "public" => ValueTask.FromResult<IKeyValueBucket?>(new InMemoryKeyValueBucket()),
            _ => default,
        };
    }
}
