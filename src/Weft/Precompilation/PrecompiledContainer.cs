// The file format of precompiled modules and components: the code, the original, the header, a fixed end. The code comes first because the runtime
// maps machine code from the beginning of a file only, and does not mind what follows; nor does a system that starts an executable. Numbers are little-endian.
//
//             code (an assembly, or an executable), original (a module or a component, binary), zeros up to a multiple of 64 KiB where there are images,
//             images (pages that memories begin with, see StoredImages), header
//   8 bytes   length of the code
//   8 bytes   length of the original
//   8 bytes   length of the images
//   4 bytes   length of the header
//   8 bytes   checksum of code, original and images
//   8 bytes   checksum of the header and of what precedes this in the end
//   4 bytes   version of the format
//   8 bytes   magic: 00 "cwasm" 0D 0A
//
// The header has a checksum of its own so that a file that does not fit is refused before all of it is read.
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Weft.Hashing;
using Weft.Semantics;

namespace Weft.Precompilation;

/// <summary>A precompiled module or component, taken apart.</summary>
/// <param name="Header">What it says about itself.</param>
/// <param name="Original">The original module or component, binary.</param>
/// <param name="Code">The assembly with the code, or the executable.</param>
/// <param name="Images">What memories begin with.</param>
internal sealed record PrecompiledContainer(PrecompiledHeader Header, ReadOnlyMemory<byte> Original, ReadOnlyMemory<byte> Code, ReadOnlyMemory<byte> Images)
{
    private const int FormatVersion = 5;
    private const int ImagesOffset = 16;
    private const int HeaderLengthOffset = 24;
    private const int ContentSumOffset = 28;
    private const int HeaderSumOffset = 36;
    private const int VersionOffset = 44;
    private const int MagicOffset = 48;

    /// <summary>The length of the fixed end.</summary>
    public const int EndLength = 56;

    /// <summary>The checksum of code, original and images.</summary>
    public ulong ContentSum { get; private init; }

    // What is between the original and the images, of a file that was read.
    private ReadOnlyMemory<byte> _padding;

    /// <summary>Where the images begin in the file.</summary>
    public ulong StartOfImages => (ulong)Code.Length + (ulong)Original.Length + PaddingOf((ulong)Code.Length + (ulong)Original.Length, (ulong)Images.Length);

    /// <summary>Whether the original is itself the one module that there is code for, and not something around modules.</summary>
    public bool IsOfModule => Header.Parts is [{ Offset: 0 } part] && part.Length == Original.Length;

    /// <summary>The bytes of a module that there is code for.</summary>
    /// <param name="part">Which one.</param>
    public ReadOnlyMemory<byte> ModuleOf(int part) => Original.Slice(Header.Parts[part].Offset, Header.Parts[part].Length);

    /// <summary>What every precompiled module ends with.</summary>
    public static ReadOnlySpan<byte> Magic => "\0cwasm\r\n"u8;

    /// <summary>Whether bytes end as a precompiled module does.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => bytes.Length >= EndLength && bytes.EndsWith(Magic);

    /// <summary>Writes a file.</summary>
    /// <returns>Its length.</returns>
    public async Task<long> WriteAsync(Stream output, CancellationToken cancellation)
    {
        var header = WriteHeader(Header);
        var end = new byte[EndLength];
        BinaryPrimitives.WriteInt64LittleEndian(end, Code.Length);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(8), Original.Length);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(ImagesOffset), Images.Length);
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(HeaderLengthOffset), header.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(end.AsSpan(ContentSumOffset), SumContent());
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(VersionOffset), FormatVersion);
        Magic.CopyTo(end.AsSpan(MagicOffset));
        WriteHeaderSum(end, header);
        await output.WriteAsync(Code, cancellation).ConfigureAwait(false);
        await output.WriteAsync(Original, cancellation).ConfigureAwait(false);
        await output.WriteAsync(new byte[StartOfImages - (ulong)Code.Length - (ulong)Original.Length], cancellation).ConfigureAwait(false);
        await output.WriteAsync(Images, cancellation).ConfigureAwait(false);
        await output.WriteAsync(header, cancellation).ConfigureAwait(false);
        await output.WriteAsync(end, cancellation).ConfigureAwait(false);
        return (long)StartOfImages + Images.Length + header.Length + end.Length;
    }

    /// <summary>Reads a file, and checks all of it.</summary>
    /// <exception cref="PrecompiledModuleException">It is not a precompiled module, of another version, or damaged.</exception>
    public static PrecompiledContainer Read(ReadOnlyMemory<byte> bytes)
    {
        var container = Open(bytes);
        container.CheckContent();
        return container;
    }

    /// <summary>Reads a file; code, original and images are not looked at, and not to be believed before <see cref="CheckContent"/>.</summary>
    /// <exception cref="PrecompiledModuleException">It is not a precompiled module, of another version, or its header is damaged.</exception>
    public static PrecompiledContainer Open(ReadOnlyMemory<byte> bytes)
    {
        Split(bytes, out var header, out var original, out var code, out var images);
        var end = bytes.Span[^EndLength..];
        return SumHeader(end, header.Span) == BinaryPrimitives.ReadUInt64LittleEndian(end[HeaderSumOffset..])
            ? new PrecompiledContainer(ReadHeader(header.Span, original.Length), original, code, images)
            {
                ContentSum = BinaryPrimitives.ReadUInt64LittleEndian(end[ContentSumOffset..]),
                _padding = bytes.Slice(code.Length + original.Length, bytes.Length - EndLength - header.Length - images.Length - original.Length - code.Length),
            }
            : throw Corrupt("the checksum of its header is wrong");
    }

    /// <summary>Reads the header of a file alone.</summary>
    /// <exception cref="PrecompiledModuleException">It is not a precompiled module, of another version, or its header is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PrecompiledHeader ReadHeaderOf(string path)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        var end = new byte[(int)Math.Min(length, EndLength)];
        var isWhole = RandomAccess.Read(file, end, length - end.Length) == end.Length && IsOne(end);
        var header = isWhole ? BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(HeaderLengthOffset)) : 0;
        if (!isWhole || header > length - EndLength)
        {
            throw Corrupt("its lengths do not add up");
        }

        // As a file without code and original, whose lengths stay in the sum.
        var bytes = new byte[header];
        return RandomAccess.Read(file, bytes, length - EndLength - header) == bytes.Length
            && BinaryPrimitives.ReadInt32LittleEndian(end.AsSpan(VersionOffset)) == FormatVersion
            && SumHeader(end, bytes) == BinaryPrimitives.ReadUInt64LittleEndian(end.AsSpan(HeaderSumOffset))
            ? ReadHeader(bytes, BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(8)))
            : throw Corrupt("the checksum of its header is wrong");
    }

    /// <summary>Checks code, original and images against their checksum.</summary>
    /// <exception cref="PrecompiledModuleException">They are damaged.</exception>
    public void CheckContent()
    {
        if (SumContent() != ContentSum)
        {
            throw Corrupt("its checksum is wrong");
        }

        // What belongs to nothing must not be a place for anything.
        if (_padding.Span.ContainsAnyExcept((byte)0))
        {
            throw Corrupt("there is something between its parts");
        }
    }

    /// <summary>
    /// The original in a file whose code cannot be used: only if it is what the header says. Nothing else of the file is believed.
    /// </summary>
    /// <returns>False when it is not whole.</returns>
    public static bool TryReadOriginal(ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> original)
    {
        original = default;
        try
        {
            Split(bytes, out var header, out var found, out _, out _);
            if (!Sha256.Compute(found.Span).AsSpan().SequenceEqual(ReadHeader(header.Span, found.Length).OriginalHash.AsSpan()))
            {
                return false;
            }

            original = found;
            return true;
        }
        catch (PrecompiledModuleException)
        {
            // Nothing in it can be told from damage: there is no original.
            return false;
        }
    }

    /// <summary>Where the original is, as the end of a file says.</summary>
    /// <param name="end">The last bytes of the file.</param>
    /// <param name="size">The size of the file.</param>
    /// <param name="offset">Where the original begins.</param>
    /// <param name="length">How long it is.</param>
    /// <returns>False when the file is none of this format, or the lengths do not add up.</returns>
    public static bool TryFindOriginal(ReadOnlySpan<byte> end, long size, out long offset, out long length)
    {
        (offset, length) = (0, 0);
        if (!IsOne(end))
        {
            return false;
        }

        end = end[^EndLength..];
        offset = BinaryPrimitives.ReadInt64LittleEndian(end);
        length = BinaryPrimitives.ReadInt64LittleEndian(end[8..]);
        return offset >= 0 && length >= 0 && offset <= size - EndLength && length <= size - EndLength - offset;
    }

    private static void Split(
        ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> header, out ReadOnlyMemory<byte> original, out ReadOnlyMemory<byte> code, out ReadOnlyMemory<byte> images)
    {
        var span = bytes.Span;
        if (!IsOne(span))
        {
            throw new PrecompiledModuleException(PrecompiledModuleError.NotPrecompiled, "not a precompiled module, or one that is cut off");
        }

        var end = span[^EndLength..];
        if (BinaryPrimitives.ReadInt32LittleEndian(end[VersionOffset..]) is not FormatVersion and var version)
        {
            throw new PrecompiledModuleException(
                PrecompiledModuleError.FormatVersion, $"the precompiled module has format {version}; this engine reads format {FormatVersion}");
        }

        var codeLength = BinaryPrimitives.ReadUInt64LittleEndian(end);
        var originalLength = BinaryPrimitives.ReadUInt64LittleEndian(end[8..]);
        var imagesLength = BinaryPrimitives.ReadUInt64LittleEndian(end[ImagesOffset..]);
        var headerLength = BinaryPrimitives.ReadUInt32LittleEndian(end[HeaderLengthOffset..]);
        var length = (ulong)span.Length - EndLength;
        if (codeLength > length || originalLength > length - codeLength || imagesLength > length - codeLength - originalLength
            || headerLength != length - codeLength - originalLength - PaddingOf(codeLength + originalLength, imagesLength) - imagesLength)
        {
            throw Corrupt("its lengths do not add up");
        }

        header = bytes.Slice((int)(length - headerLength), (int)headerLength);
        images = bytes.Slice((int)(length - headerLength - imagesLength), (int)imagesLength);
        original = bytes.Slice((int)codeLength, (int)originalLength);
        code = bytes[..(int)codeLength];
    }

    private static ulong PaddingOf(ulong length, ulong images) => images == 0 ? 0 : (StoredImages.Alignment - (length % StoredImages.Alignment)) % StoredImages.Alignment;

    /// <summary>Writes the checksum of a header into the end of a file.</summary>
    internal static void WriteHeaderSum(Span<byte> end, ReadOnlySpan<byte> header) =>
        BinaryPrimitives.WriteUInt64LittleEndian(end[HeaderSumOffset..], SumHeader(end, header));

    private ulong SumContent() => Checksum.Combine(Checksum.Combine(Checksum.Compute(Code.Span), Checksum.Compute(Original.Span)), Checksum.Compute(Images.Span));

    private static ulong SumHeader(ReadOnlySpan<byte> end, ReadOnlySpan<byte> header) =>
        Checksum.Combine(Checksum.Compute(end[..HeaderSumOffset]), Checksum.Compute(header));

    private static byte[] WriteHeader(PrecompiledHeader header)
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(header.EngineVersion);
        writer.Write(header.EngineBuild.ToByteArray());
        writer.Write((byte)header.Kind);
        writer.Write(header.Target);
        writer.Write(header.GuardPages);
        writer.Write(header.MetersFuel);
        writer.Write((int)header.Profile);
        writer.Write(header.OriginalHash.AsSpan());
        writer.Write(header.CodeVersion.ToByteArray());
        writer.Write(header.Parts.Length);
        foreach (var part in header.Parts)
        {
            writer.Write(part.Offset);
            writer.Write(part.Length);
            writer.Write(part.Hash.AsSpan());
            writer.Write(part.HandlesExceptions);
            writer.Write(part.HasTailCalls);
            Write(part.Tokens);
            Write(part.Signatures);
            Write(part.Images);
        }

        writer.Flush();
        return bytes.ToArray();

        void Write(ImmutableArray<int> numbers)
        {
            writer.Write(numbers.Length);
            foreach (var number in numbers)
            {
                writer.Write(number);
            }
        }
    }

    private static PrecompiledHeader ReadHeader(ReadOnlySpan<byte> bytes, long originalLength)
    {
        try
        {
            var reader = new HeaderReader(bytes);
            var header = new PrecompiledHeader
            {
                EngineVersion = reader.ReadString(),
                EngineBuild = new Guid(reader.ReadBytes(16)),
                Kind = (PrecompiledCodeKind)reader.ReadByte(),
                Target = reader.ReadString(),
                GuardPages = reader.ReadBoolean(),
                MetersFuel = reader.ReadBoolean(),
                Profile = (NumericProfile)reader.ReadInt32(),
                OriginalHash = reader.ReadHash(),
                CodeVersion = new Guid(reader.ReadBytes(16)),
                Parts = ReadParts(ref reader, bytes.Length, originalLength),
            };
            return header.Kind is PrecompiledCodeKind.Portable or PrecompiledCodeKind.ReadyToRun or PrecompiledCodeKind.Native
                ? header
                : throw Corrupt($"its kind of code, {(int)header.Kind}, is unknown");
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw Corrupt("its header is damaged", error);
        }
    }

    private static ImmutableArray<PrecompiledPart> ReadParts(ref HeaderReader reader, int length, long originalLength)
    {
        var count = reader.ReadInt32();
        if (count < 0 || count > length / Sha256.Size)
        {
            throw new FormatException("too many modules");
        }

        // Each behind the other: the code of a part is found by its place among them.
        var parts = new PrecompiledPart[count];
        var end = 0L;
        for (var i = 0; i < count; i++)
        {
            var part = new PrecompiledPart(
                reader.ReadInt32(), reader.ReadInt32(), reader.ReadHash(), reader.ReadBoolean(), reader.ReadBoolean(), reader.ReadNumbers(), reader.ReadNumbers(), reader.ReadNumbers());
            if (part.Offset < end || part.Length < 0 || part.Offset > originalLength - part.Length)
            {
                throw new FormatException("a module where it cannot be");
            }

            end = part.Offset + (long)part.Length;
            parts[i] = part;
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(parts);
    }

    private static PrecompiledModuleException Corrupt(string how, Exception? inner = null) =>
        new(PrecompiledModuleError.Corrupt, $"the precompiled module is damaged: {how}", inner);
}
