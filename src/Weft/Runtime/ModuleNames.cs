// Names of a module and its functions, for stack traces: from the name section (spec appendix 7.4.1), else from exports.
using Weft.Wasm;
using Weft.Wasm.Binary;

namespace Weft.Runtime;

/// <summary>What a module and its functions are called. A name section that is malformed names what it can (spec 5.5.3).</summary>
internal sealed class ModuleNames
{
    private readonly Dictionary<int, string> _functions = [];

    public ModuleNames(ModuleDefinition module)
    {
        foreach (var export in module.Exports)
        {
            if (export.Kind == ExternalKind.Function)
            {
                _functions.TryAdd(export.Index, export.Name);
            }
        }

        foreach (var section in module.CustomSections)
        {
            if (section.Name == "name")
            {
                Read(section.Bytes.Span);
            }
        }
    }

    /// <summary>The module's name, or null.</summary>
    public string? ModuleName { get; private set; }

    /// <summary>A function's name, or null.</summary>
    public string? GetFunctionName(int index) => _functions.GetValueOrDefault(index);

    private void Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new ByteReader(bytes);
            while (!reader.AtEnd)
            {
                var id = reader.ReadByte();
                var content = new ByteReader(reader.ReadBytes(reader.ReadCount(reader.Remaining, "bytes")));
                if (id == 0)
                {
                    ModuleName = content.ReadName();
                }
                else if (id == 1)
                {
                    for (var count = content.ReadU32(); count > 0; count--)
                    {
                        var index = content.ReadIndex();
                        _functions[index] = content.ReadName();
                    }
                }
            }
        }
        catch (MalformedModuleException)
        {
            // Custom sections never make a module malformed: what was read before stands.
        }
    }
}
