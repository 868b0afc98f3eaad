// The hash that stands for inodes.

using Weft.Wasi.Preview2.Filesystem;
using Xunit;

namespace Weft.Wasi.Tests.Preview2;

public sealed class SecretHashTests
{
    // Of the test vectors that the authors of SipHash publish: key 00 01 .. 0f, inputs 00 01 .. of this many bytes.
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31)]
    [InlineData(8, 0x93f5f5799a932462)]
    [InlineData(16, 0x3f2acc7f57c29bdb)]
    public void It_is_SipHash(int bytes, ulong expected)
    {
        var hash = new SecretHash(0x0706050403020100, 0x0f0e0d0c0b0a0908);
        ulong[] words = [0x0706050403020100, 0x0f0e0d0c0b0a0908];
        Assert.Equal(expected, hash.Of(words.AsSpan(0, bytes / 8)));
    }

    [Fact]
    public void Each_has_a_key_of_its_own() => Assert.NotEqual(new SecretHash().Of([1, 2]), new SecretHash().Of([1, 2]));
}
