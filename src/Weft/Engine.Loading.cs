// Loading modules: bytes or text to a validated module.
using System.Text;
using Weft.Precompilation;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Text;
using Weft.Wasm.Validation;

namespace Weft;

public sealed partial class Engine
{
    /// <summary>Loads a module from a file, binary or text: what begins with the four bytes "\0asm" is binary.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="MalformedModuleException">It is neither a binary module nor the text of one.</exception>
    /// <exception cref="InvalidModuleException">It is not valid.</exception>
    public Module LoadModule(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ThrowIfDisposed();
        return LoadModule(File.ReadAllBytes(path));
    }

    /// <summary>Loads a module from bytes, binary or text in UTF-8.</summary>
    /// <param name="bytes">The module. A binary module keeps them: they must not change.</param>
    /// <exception cref="MalformedModuleException">It is neither a binary module nor the text of one.</exception>
    /// <exception cref="InvalidModuleException">It is not valid.</exception>
    public Module LoadModule(ReadOnlyMemory<byte> bytes)
    {
        ThrowIfDisposed();
        if (PrecompiledContainer.IsOne(bytes.Span))
        {
            throw new MalformedModuleException("this is a precompiled module, whose code is trusted: Module.DeserializeTrusted loads it", 0);
        }

        if (bytes.Span.StartsWith("MZ"u8) || bytes.Span.StartsWith("\u007FELF"u8))
        {
            throw new MalformedModuleException("this is a program or library, or a precompiled module that is cut off", 0);
        }

        if (Options.Cache is { } cache && IsBinary(bytes.Span) && cache.TryLoad(this, bytes, out var cached))
        {
            return cached;
        }

        return LoadModule(IsBinary(bytes.Span) ? ModuleReader.Read(bytes) : WatParser.Parse(SkipByteOrderMark(bytes)));
    }

    /// <summary>Loads a module from bytes, binary or text in UTF-8.</summary>
    /// <inheritdoc cref="LoadModule(ReadOnlyMemory{byte})"/>
    public Module LoadModule(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return LoadModule(bytes.AsMemory());
    }

    /// <summary>Loads a module from a stream, to its end; binary or text in UTF-8.</summary>
    /// <param name="stream">Where to read from; it is left open.</param>
    /// <exception cref="MalformedModuleException">It is neither a binary module nor the text of one, or too large.</exception>
    /// <exception cref="InvalidModuleException">It is not valid.</exception>
    public Module LoadModule(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ThrowIfDisposed();
        var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (stream.Read(buffer) is var count and > 0)
        {
            if (bytes.Length + count > ImplementationLimits.ModuleBytes)
            {
                throw new MalformedModuleException($"module too large: the limit is {ImplementationLimits.ModuleBytes} bytes", bytes.Length);
            }

            bytes.Write(buffer, 0, count);
        }

        return LoadModule(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }

    /// <summary>Loads a module from the text format.</summary>
    /// <param name="text">The text of one module.</param>
    /// <exception cref="MalformedModuleException">It is not the text of a module.</exception>
    /// <exception cref="InvalidModuleException">It is not valid.</exception>
    public Module LoadModuleText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ThrowIfDisposed();
        return LoadModule(WatParser.Parse(text));
    }

    /// <summary>Validates a module that was read or made elsewhere.</summary>
    /// <param name="definition">The module.</param>
    /// <exception cref="MalformedModuleException">A body is malformed.</exception>
    /// <exception cref="InvalidModuleException">It is not valid.</exception>
    public Module LoadModule(ModuleDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ThrowIfDisposed();
        return new Module(this, ModuleValidator.Validate(definition, Types, Options.Validation));
    }

    /// <summary>Makes a module of one that was validated elsewhere, with the types of this engine.</summary>
    /// <param name="validated">The valid module.</param>
    /// <param name="isHidden">Whether its functions are in no trace and have no listeners: for modules that the host makes, to stand between those of guests.</param>
    /// <exception cref="ArgumentException">It was validated with the types of another engine.</exception>
    public Module LoadModule(ValidatedModule validated, bool isHidden = false)
    {
        ArgumentNullException.ThrowIfNull(validated);
        ThrowIfDisposed();
        return validated.Registry == Types
            ? new Module(this, validated, isHidden)
            : throw new ArgumentException("the module was validated with the types of another engine", nameof(validated));
    }

    // Text begins with none of the bytes of the magic number's start; an empty or truncated binary is reported as one.
    private static bool IsBinary(ReadOnlySpan<byte> bytes) => bytes.IsEmpty || bytes[0] == 0;

    private static ReadOnlyMemory<byte> SkipByteOrderMark(ReadOnlyMemory<byte> text) =>
        text.Span.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
}
