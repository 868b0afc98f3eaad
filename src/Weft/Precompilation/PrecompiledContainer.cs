// The file format of precompiled modules: a fixed beginning, the header, the original module, the code. Numbers are little-endian.
//
//   8 bytes   magic: 00 "cwasm" 0D 0A
//   4 bytes   version of the format
//   4 bytes   length of the header
//   8 bytes   length of the module
//   8 bytes   length of the code
//   8 bytes   checksum of the fields above and of everything behind
//             header, module, code
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Weft.Semantics;

namespace Weft.Precompilation;

/// <summary>A precompiled module, taken apart.</summary>
/// <param name="Header">What it says about itself.</param>
/// <param name="Module">The original module, binary.</param>
/// <param name="Code">The assembly with the code.</param>
internal sealed record PrecompiledContainer(PrecompiledHeader Header, ReadOnlyMemory<byte> Module, ReadOnlyMemory<byte> Code)
{
    private const int FormatVersion = 1;
    private const int ChecksumOffset = 32;
    private const int HeaderOffset = 40;

    /// <summary>What every precompiled module begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "\0cwasm\r\n"u8;

    /// <summary>Whether bytes begin as a precompiled module does.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    /// <summary>Writes a file.</summary>
    /// <returns>Its length.</returns>
    public async Task<long> WriteAsync(Stream output, CancellationToken cancellation)
    {
        var header = WriteHeader(Header);
        var start = new byte[HeaderOffset];
        Magic.CopyTo(start);
        BinaryPrimitives.WriteInt32LittleEndian(start.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(start.AsSpan(12), header.Length);
        BinaryPrimitives.WriteInt64LittleEndian(start.AsSpan(16), Module.Length);
        BinaryPrimitives.WriteInt64LittleEndian(start.AsSpan(24), Code.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(start.AsSpan(ChecksumOffset), Sum(start, header, Module.Span, Code.Span));
        await output.WriteAsync(start, cancellation).ConfigureAwait(false);
        await output.WriteAsync(header, cancellation).ConfigureAwait(false);
        await output.WriteAsync(Module, cancellation).ConfigureAwait(false);
        await output.WriteAsync(Code, cancellation).ConfigureAwait(false);
        return start.Length + header.Length + (long)Module.Length + Code.Length;
    }

    /// <summary>Reads a file and checks that it is whole.</summary>
    /// <exception cref="PrecompiledModuleException">It is not a precompiled module, of another version, or damaged.</exception>
    public static PrecompiledContainer Read(ReadOnlyMemory<byte> bytes)
    {
        var (header, module, code) = Split(bytes);
        if (Sum(bytes.Span[..HeaderOffset], header.Span, module.Span, code.Span)
            != BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[ChecksumOffset..]))
        {
            throw Corrupt("its checksum is wrong");
        }

        return new PrecompiledContainer(ReadHeader(header.Span), module, code);
    }

    /// <summary>
    /// The original module in a file whose code cannot be used: only if it is what the header says. Nothing else of the file is believed.
    /// </summary>
    /// <returns>False when it is not whole.</returns>
    public static bool TryReadModule(ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> module)
    {
        module = default;
        if (!IsOne(bytes.Span) || bytes.Length < HeaderOffset || BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[8..]) != FormatVersion)
        {
            return false;
        }

        // Cut-off code does not matter here.
        var headerLength = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[12..]);
        var moduleLength = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[16..]);
        var rest = (ulong)bytes.Length - HeaderOffset;
        if (headerLength > rest || moduleLength > rest - headerLength)
        {
            return false;
        }

        try
        {
            var header = ReadHeader(bytes.Span.Slice(HeaderOffset, (int)headerLength));
            module = bytes.Slice(HeaderOffset + (int)headerLength, (int)moduleLength);
            return SHA256.HashData(module.Span).AsSpan().SequenceEqual(header.ModuleHash.AsSpan());
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
            throw new PrecompiledModuleException(PrecompiledModuleError.NotPrecompiled, "not a precompiled module");
        }

        if (span.Length < HeaderOffset)
        {
            throw Corrupt("it is cut off");
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(span[8..]) is not FormatVersion and var version)
        {
            throw new PrecompiledModuleException(
                PrecompiledModuleError.FormatVersion, $"the precompiled module has format {version}; this engine reads format {FormatVersion}");
        }

        var header = BinaryPrimitives.ReadUInt32LittleEndian(span[12..]);
        var module = BinaryPrimitives.ReadUInt64LittleEndian(span[16..]);
        var code = BinaryPrimitives.ReadUInt64LittleEndian(span[24..]);
        var rest = (ulong)span.Length - HeaderOffset;
        if (header > rest || module > rest - header || code > rest - header - module)
        {
            throw Corrupt("it is cut off");
        }

        if (code != rest - header - module)
        {
            throw Corrupt("something follows it");
        }

        var start = HeaderOffset + (int)header;
        return (bytes.Slice(HeaderOffset, (int)header), bytes.Slice(start, (int)module), bytes[(start + (int)module)..]);
    }

    private static ulong Sum(ReadOnlySpan<byte> start, ReadOnlySpan<byte> header, ReadOnlySpan<byte> module, ReadOnlySpan<byte> code)
    {
        Span<byte> sums = stackalloc byte[4 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(sums, Checksum.Compute(start[..ChecksumOffset]));
        BinaryPrimitives.WriteUInt64LittleEndian(sums[8..], Checksum.Compute(header));
        BinaryPrimitives.WriteUInt64LittleEndian(sums[16..], Checksum.Compute(module));
        BinaryPrimitives.WriteUInt64LittleEndian(sums[24..], Checksum.Compute(code));
        return Checksum.Compute(sums);
    }

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
                Tokens = ReadTokens(reader, bytes.Length),
            };
            return header.Kind is PrecompiledCodeKind.Portable or PrecompiledCodeKind.ReadyToRun
                ? header
                : throw Corrupt($"its kind of code, {(int)header.Kind}, is unknown");
        }
        catch (Exception error) when (error is EndOfStreamException or ArgumentException or FormatException)
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
