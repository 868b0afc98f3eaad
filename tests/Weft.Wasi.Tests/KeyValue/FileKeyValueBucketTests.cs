using Weft.Wasi.KeyValue;
using Xunit;

namespace Weft.Wasi.Tests.KeyValue;

/// <summary>What is on the disk, and what happens when it is not as it should be.</summary>
public sealed class FileKeyValueBucketTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("weft-bucket-").FullName, "new");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public async Task Values_are_there_the_next_time()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        long used;
        string version;
        using (var bucket = new FileKeyValueBucket(_folder))
        {
            await bucket.SetAsync("a", [1, 2, 3], token);
            await bucket.SetAsync("b", new byte[10_000], token);
            version = (await bucket.GetVersionAsync("a", token)).Version;
            used = bucket.UsedBytes;
            Assert.Equal(4096 * 4, used);
        }

        // What a process left when it ended in the middle of a write is no value.
        File.WriteAllText(Path.Combine(_folder, "x.value.new"), "half");
        using (var bucket = new FileKeyValueBucket(_folder))
        {
            Assert.Equal(used, bucket.UsedBytes);
            Assert.Equal([1, 2, 3], await bucket.GetAsync("a", token));
            Assert.Equal(["a", "b"], (await bucket.ListKeysAsync(null, token)).Keys.Order());
            Assert.True(await bucket.TrySwapAsync("a", version, [9], token));
            Assert.False(await bucket.TrySwapAsync("a", version, [8], token));
            Assert.Equal(3, Directory.GetFiles(_folder).Length);
        }
    }

    [Fact]
    public void A_folder_is_one_bucket_at_a_time()
    {
        using (new FileKeyValueBucket(_folder))
            Assert.Contains("is it in use?", Assert.Throws<IOException>(() => new FileKeyValueBucket(_folder)).Message);
        new FileKeyValueBucket(_folder).Dispose();
    }

    [Fact]
    public async Task Files_that_are_wrong_are_errors_without_paths()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        var bucket = new FileKeyValueBucket(_folder);
        await bucket.SetAsync("a", [1, 2, 3], token);
        string file = Assert.Single(Directory.GetFiles(_folder, "*.value"));
        byte[] whole = await File.ReadAllBytesAsync(file, token);
        foreach (int length in (int[])[0, 10, 24])
        {
            await File.WriteAllBytesAsync(file, whole[..length], token);
            Assert.Equal("the bucket's files cannot be used", Error(() => bucket.GetAsync("a", token)));
        }

        whole[20] = 0xFF;
        await File.WriteAllBytesAsync(file, whole, token);
        Assert.Equal("the bucket's files cannot be used", Error(() => bucket.ListKeysAsync(null, token)));
        bucket.Dispose();
        Assert.Equal("the bucket is closed", Error(() => bucket.GetAsync("a", token)));
    }

    private static string Error<T>(Func<ValueTask<T>> operation) => Assert.Throws<KeyValueException>(() => operation().AsTask().GetAwaiter().GetResult()).Message;
}
