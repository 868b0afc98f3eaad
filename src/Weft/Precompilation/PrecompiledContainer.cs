// The file format of precompiled modules: the code, the original module, the header, a fixed end. The code comes first because the runtime
// maps machine code from the beginning of a file only, and does not mind what follows; nor does a system that starts an executable. Numbers are little-endian.
//
//             code (an assembly, or an executable), module, header
//   8 bytes   length of the code
//   8 bytes   length of the module
//   4 bytes   length of the header
//   8 bytes   checksum of code and module
//   8 bytes   checksum of the header and of what precedes this in the end
//   4 bytes   version of the format
//   8 bytes   magic: 00 "cwasm" 0D 0A
//
// The header has a checksum of its own so that a file that does not fit is refused before all of it is read.
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Weft.Semantics;

namespace Weft.Precompilation;

/// <summary>A precompiled module, taken apart.</summary>
/// <param name="Header">What it says about itself.</param>
/// <param name="Module">The original module, binary.</param>
/// <param name="Code">The assembly with the code, or the executable.</param>
internal sealed record PrecompiledContainer(PrecompiledHeader Header, ReadOnlyMemory<byte> Module, ReadOnlyMemory<byte> Code)
{
    private const int FormatVersion = 2;
    private const int ContentSumOffset = 20;
    private const int HeaderSumOffset = 28;
    private const int VersionOffset = 36;
    private const int MagicOffset = 40;

    /// <summary>The length of the fixed end.</summary>
    public const int EndLength = 48;

    /// <summary>The checksum of code and module.</summary>
    public ulong ContentSum { get; private init; }

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
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(8), Module.Length);
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(16), header.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(end.AsSpan(ContentSumOffset), SumContent());
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(VersionOffset), FormatVersion);
        Magic.CopyTo(end.AsSpan(MagicOffset));
        WriteHeaderSum(end, header);
        await output.WriteAsync(Code, cancellation).ConfigureAwait(false);
        await output.WriteAsync(Module, cancellation).ConfigureAwait(false);
        await output.WriteAsync(header, cancellation).ConfigureAwait(false);
        await output.WriteAsync(end, cancellation).ConfigureAwait(false);
        return Code.Length + (long)Module.Length + header.Length + end.Length;
    }

    /// <summary>Reads a file, and checks all of it.</summary>
    /// <exception cref="PrecompiledModuleException">It is not a precompiled module, of another version, or damaged.</exception>
    public static PrecompiledContainer Read(ReadOnlyMemory<byte> bytes)
    {
        var container = Open(bytes);
        container.CheckContent();
        return container;
    }

    /// <summary>Reads a file; code and module are not looked at, and not to be believed before <see cref="CheckContent"/>.</summary>
    /// <exception cref="PrecompiledModuleException">It is not a precompiled module, of another version, or its header is damaged.</exception>
    public static PrecompiledContainer Open(ReadOnlyMemory<byte> bytes)
    {
        var (header, module, code) = Split(bytes);
        var end = bytes.Span[^EndLength..];
        return SumHeader(end, header.Span) == BinaryPrimitives.ReadUInt64LittleEndian(end[HeaderSumOffset..])
            ? new PrecompiledContainer(ReadHeader(header.Span), module, code) { ContentSum = BinaryPrimitives.ReadUInt64LittleEndian(end[ContentSumOffset..]) }
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
        var header = isWhole ? BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(16)) : 0;
        if (!isWhole || header > length - EndLength)
        {
            throw Corrupt("its lengths do not add up");
        }

        // As a file without code and module, whose lengths stay in the sum.
        var bytes = new byte[header];
        return RandomAccess.Read(file, bytes, length - EndLength - header) == bytes.Length
            && BinaryPrimitives.ReadInt32LittleEndian(end.AsSpan(VersionOffset)) == FormatVersion
            && SumHeader(end, bytes) == BinaryPrimitives.ReadUInt64LittleEndian(end.AsSpan(HeaderSumOffset))
            ? ReadHeader(bytes)
            : throw Corrupt("the checksum of its header is wrong");
    }

    /// <summary>Checks code and module against their checksum.</summary>
    /// <exception cref="PrecompiledModuleException">They are damaged.</exception>
    public void CheckContent()
    {
        if (SumContent() != ContentSum)
        {
            throw Corrupt("its checksum is wrong");
        }
    }

    /// <summary>
    /// The original module in a file whose code cannot be used: only if it is what the header says. Nothing else of the file is believed.
    /// </summary>
    /// <returns>False when it is not whole.</returns>
    public static bool TryReadModule(ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> module)
    {
        module = default;
        try
        {
            var (header, found, _) = Split(bytes);
            if (!SHA256.HashData(found.Span).AsSpan().SequenceEqual(ReadHeader(header.Span).ModuleHash.AsSpan()))
            {
                return false;
            }

            module = found;
            return true;
        }
        catch (PrecompiledModuleException)
        {
            // Nothing in it can be told from damage: there is no module.
            return false;
        }
    }

    private static (ReadOnlyMemory<byte> Header, ReadOnlyMemory<byte> Module, ReadOnlyMemory<byte> Code) Split(ReadOnlyMemory<byte> bytes)
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

        var code = BinaryPrimitives.ReadUInt64LittleEndian(end);
        var module = BinaryPrimitives.ReadUInt64LittleEndian(end[8..]);
        var header = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        var length = (ulong)span.Length - EndLength;
        return code > length || module > length - code || header != length - code - module
            ? throw Corrupt("its lengths do not add up")
            : (bytes.Slice((int)code + (int)module, (int)header), bytes.Slice((int)code, (int)module), bytes[..(int)code]);
    }

    /// <summary>Writes the checksum of a header into the end of a file.</summary>
    internal static void WriteHeaderSum(Span<byte> end, ReadOnlySpan<byte> header) =>
        BinaryPrimitives.WriteUInt64LittleEndian(end[HeaderSumOffset..], SumHeader(end, header));

    private ulong SumContent() => Checksum.Combine(Checksum.Compute(Code.Span), Checksum.Compute(Module.Span));

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
        writer.Write(header.ModuleHash.AsSpan());
        writer.Write(header.HandlesExceptions);
        writer.Write(header.HasTailCalls);
        writer.Write(header.CodeVersion.ToByteArray());
        writer.Write(header.Tokens.Length);
        foreach (var token in header.Tokens)
        {
            writer.Write(token);
        }

        writer.Flush();
        return bytes.ToArray();
    }

    private static PrecompiledHeader ReadHeader(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()), Encoding.UTF8);
            var header = new PrecompiledHeader
            {
                EngineVersion = reader.ReadString(),
                EngineBuild = new Guid(reader.ReadBytes(16)),
                Kind = (PrecompiledCodeKind)reader.ReadByte(),
                Target = reader.ReadString(),
                GuardPages = reader.ReadBoolean(),
                MetersFuel = reader.ReadBoolean(),
                Profile = (NumericProfile)reader.ReadInt32(),
                ModuleHash = [.. reader.ReadBytes(SHA256.HashSizeInBytes)],
                HandlesExceptions = reader.ReadBoolean(),
                HasTailCalls = reader.ReadBoolean(),
                CodeVersion = new Guid(reader.ReadBytes(16)),
                Tokens = ReadTokens(reader, bytes.Length),
            };
            return header.Kind is PrecompiledCodeKind.Portable or PrecompiledCodeKind.ReadyToRun or PrecompiledCodeKind.Native
                ? header
                : throw Corrupt($"its kind of code, {(int)header.Kind}, is unknown");
        }
        catch (Exception error) when (error is IOException or ArgumentException or FormatException)
        {
            throw Corrupt("its header is damaged", error);
        }
    }

    private static ImmutableArray<int> ReadTokens(BinaryReader reader, int length)
    {
        var count = reader.ReadInt32();
        if (count < 0 || count > length / sizeof(int))
        {
            throw new FormatException("too many functions");
        }

        var tokens = ImmutableArray.CreateBuilder<int>(count);
        for (var i = 0; i < count; i++)
        {
            tokens.Add(reader.ReadInt32());
        }

        return tokens.MoveToImmutable();
    }

    private static PrecompiledModuleException Corrupt(string how, Exception? inner = null) =>
        new(PrecompiledModuleError.Corrupt, $"the precompiled module is damaged: {how}", inner);
}
