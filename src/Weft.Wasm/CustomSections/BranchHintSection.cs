// The metadata.code.branch_hint section (branch hinting, spec appendix A.6): which way branches usually go.
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Weft.Wasm.Binary;

namespace Weft.Wasm.CustomSections;

/// <summary>The branch hints of a module.</summary>
/// <param name="Functions">The functions with hints, ascending by index.</param>
public sealed record BranchHintSection(ImmutableArray<FunctionBranchHints> Functions)
{
    /// <summary>The name of the custom section.</summary>
    public const string SectionName = "metadata.code.branch_hint";

    /// <summary>Reads the section. Whether functions and instructions exist where it says so is not checked.</summary>
    /// <exception cref="MalformedModuleException">The contents are not a branch hint section; the module itself may be fine.</exception>
    public static BranchHintSection Read(CustomSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var reader = new ByteReader(section.Bytes.Span, section.Offset);
        var functions = ImmutableArray.CreateBuilder<FunctionBranchHints>();
        var lastFunction = -1;
        for (var count = reader.ReadCount(reader.Remaining / 2, "functions"); count > 0; count--)
        {
            lastFunction = ReadAscending(ref reader, lastFunction, "function");
            var hints = ImmutableArray.CreateBuilder<BranchHint>();
            var lastOffset = -1;
            for (var hintCount = reader.ReadCount(reader.Remaining / 3, "branch hints"); hintCount > 0; hintCount--)
            {
                lastOffset = ReadAscending(ref reader, lastOffset, "offset");
                hints.Add(new BranchHint(lastOffset, ReadHint(ref reader)));
            }

            functions.Add(new FunctionBranchHints(lastFunction, hints.DrainToImmutable()));
        }

        if (!reader.AtEnd)
        {
            reader.Throw($"section size mismatch: {reader.Remaining} bytes are left at the end of the branch hint section");
        }

        return new BranchHintSection(functions.DrainToImmutable());
    }

    /// <summary>Reads the section of a module; false when there is none, or when it is malformed.</summary>
    public static bool TryRead(ModuleDefinition module, [NotNullWhen(true)] out BranchHintSection? hints)
    {
        ArgumentNullException.ThrowIfNull(module);
        hints = null;
        foreach (var section in module.CustomSections)
        {
            if (section.Name != SectionName)
            {
                continue;
            }

            try
            {
                hints = Read(section);
                return true;
            }
            catch (MalformedModuleException)
            {
                // A custom section never makes a module malformed (spec 5.5.3).
                return false;
            }
        }

        return false;
    }

    /// <summary>Writes the section.</summary>
    /// <param name="place">Where it stands; it must precede the code section.</param>
    public CustomSection ToCustomSection(SectionPlace place = SectionPlace.AfterDataCount)
    {
        var writer = new ByteWriter();
        writer.WriteIndex(Functions.Length);
        foreach (var function in Functions)
        {
            writer.WriteIndex(function.FunctionIndex);
            writer.WriteIndex(function.Hints.Length);
            foreach (var hint in function.Hints)
            {
                writer.WriteIndex(hint.Offset);
                writer.WriteIndex(1);
                writer.WriteByte(hint.IsLikely ? (byte)1 : (byte)0);
            }
        }

        return new CustomSection(SectionName, writer.ToArray(), place);
    }

    private static int ReadAscending(ref ByteReader reader, int last, string what)
    {
        var at = reader.Offset;
        var value = reader.ReadIndex();
        return value > last ? value : throw new MalformedModuleException($"malformed branch hints: {what} {value} after {last}, they must ascend", at);
    }

    private static bool ReadHint(ref ByteReader reader)
    {
        var at = reader.Offset;
        var size = reader.ReadU32();
        if (size != 1)
        {
            throw new MalformedModuleException($"malformed branch hint: {size} bytes, expected 1", at);
        }

        var value = reader.ReadByte();
        return value <= 1 ? value == 1 : throw new MalformedModuleException($"malformed branch hint {value}: expected 0 or 1", at);
    }
}

/// <summary>The hints of one function.</summary>
/// <param name="FunctionIndex">The function; imported functions come first.</param>
/// <param name="Hints">Its hints, ascending by offset.</param>
public sealed record FunctionBranchHints(int FunctionIndex, ImmutableArray<BranchHint> Hints);

/// <summary>A hint for one branch.</summary>
/// <param name="Offset">Where the <c>if</c> or <c>br_if</c> starts, in bytes from the start of the function's locals.</param>
/// <param name="IsLikely">Whether its condition is usually true.</param>
public readonly record struct BranchHint(int Offset, bool IsLikely);
