// Objects by small numbers.
using Weft.Runtime;
using Xunit;

namespace Weft.Tests.Runtime;

public class GrowingArrayTests
{
    [Fact]
    public void What_was_set_is_found_however_far_the_numbers_are_apart()
    {
        var array = new GrowingArray<string>();
        int[] indices = [3, 15, 16, 0, 1000, 17, 40_000];
        foreach (var index in indices)
        {
            Assert.Null(array[index]);
            array.Set(index, $"at {index}");
        }

        Assert.All(indices, index => Assert.Equal($"at {index}", array[index]));
        Assert.Null(array[4]);
        Assert.Null(array[39_999]);
        Assert.Null(array[int.MaxValue]);
        Assert.Null(array[-1]);
    }

    [Fact]
    public async Task Readers_see_what_one_writes()
    {
        const int Count = 20_000;
        var array = new GrowingArray<object>();
        var written = 0;
        var reader = Task.Run(() =>
        {
            while (true)
            {
                var seen = Volatile.Read(ref written);
                for (var i = 0; i < seen; i++)
                {
                    Assert.Equal(i, array[i]);
                }

                if (seen == Count)
                {
                    return;
                }
            }
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < Count; i++)
        {
            array.Set(i, i);
            if (i % 1000 == 999)
            {
                Volatile.Write(ref written, i + 1);
            }
        }

        await reader;
    }
}
