// Hashes beside those of .NET, around the ends of blocks.
using System.Security.Cryptography;
using Weft.Hashing;
using Xunit;

namespace Weft.Tests.Hashing;

public sealed class Sha256Tests
{
    [Fact]
    public void Hashes_are_those_of_the_standard()
    {
        var random = new Random(1);
        foreach (var length in Enumerable.Range(0, 200).Append(100_003))
        {
            var content = new byte[length];
            random.NextBytes(content);
            Assert.Equal(SHA256.HashData(content), Sha256.ComputeManaged(content));
            Assert.Equal(SHA256.HashData(content), Sha256.Compute(content));
        }
    }

    [Fact]
    public void Large_contents_may_be_hashed_by_a_library()
    {
        var content = new byte[5 << 20];
        new Random(2).NextBytes(content);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(content)), Convert.ToHexString(Sha256.Compute(content)));
        Assert.Equal(Convert.ToHexString(SHA256.HashData(content)), Convert.ToHexString(Sha256.ComputeManaged(content)));
    }
}
