// What an emitted assembly has of the moment at which it was made, replaced by what follows from its content: equal modules make equal files.
using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Weft.Hashing;

namespace Weft.Precompilation;

/// <summary>Gives emitted assemblies a version and a time that depend on nothing but what is in them.</summary>
internal static class CodeStamp
{
    // In the header of COFF, the time stands behind the machine and the number of sections.
    private const int TimeOffset = 4;
    private const int GuidBytes = 16;

    /// <summary>Stamps an assembly in place.</summary>
    /// <param name="image">The assembly.</param>
    /// <param name="seed">What else tells it from others: assemblies with different seeds have different versions.</param>
    public static void Apply(byte[] image, ReadOnlySpan<byte> seed)
    {
        var (time, version) = FindPlaces(image);
        image.AsSpan(time, sizeof(uint)).Clear();
        image.AsSpan(version, GuidBytes).Clear();
        var value = Sha256.Compute([.. Sha256.Compute(image), .. seed]);
        value.AsSpan(0, GuidBytes).CopyTo(image.AsSpan(version));

        // The highest bit marks it as no time, as compilers do that make the same from the same.
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(time), BinaryPrimitives.ReadUInt32LittleEndian(value.AsSpan(GuidBytes)) | 0x8000_0000);
    }

    private static (int Time, int Version) FindPlaces(byte[] image)
    {
        using var file = new PEReader(new MemoryStream(image));
        var metadata = file.GetMetadataReader();
        var index = MetadataTokens.GetHeapOffset(metadata.GetModuleDefinition().Mvid);
        var heap = file.PEHeaders.MetadataStartOffset + metadata.GetHeapMetadataOffset(HeapIndex.Guid);
        return (file.PEHeaders.CoffHeaderStartOffset + TimeOffset, heap + ((index - 1) * GuidBytes));
    }
}
