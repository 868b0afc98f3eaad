// Custom sections as annotations (spec appendix A.5): names and branch hints where they belong, all others as they are.
using System.Collections.Immutable;
using Weft.Wasm.Binary;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Text;

internal sealed partial class ModulePrinter
{
    private Dictionary<int, ImmutableArray<BranchHint>>? _hints;

    private void PlanCustomSections()
    {
        var sections = _module.CustomSections.Where(section => section.Name == BranchHintSection.SectionName).Take(2).ToList();
        if (sections.Count == 1 && IsWhereHintsAreWritten(sections[0].Place) && BranchHintSection.TryRead(_module, out var hints)
            && hints.Functions.Length > 0 && hints.Functions.All(CanBeAnnotated))
        {
            _hints = hints.Functions.ToDictionary(function => function.FunctionIndex, function => function.Hints);
        }
    }

    /// <summary>Whether nothing stands between a place and the code section, in front of which annotations become a section.</summary>
    private bool IsWhereHintsAreWritten(SectionPlace place)
    {
        for (var section = place + 1; section <= SectionPlace.AfterDataCount; section++)
        {
            var isEmpty = section switch
            {
                SectionPlace.AfterType => _module.Types.IsEmpty,
                SectionPlace.AfterImport => _module.Imports.IsEmpty,
                SectionPlace.AfterFunction => _module.Functions.IsEmpty,
                SectionPlace.AfterTable => _module.Tables.IsEmpty,
                SectionPlace.AfterMemory => _module.Memories.IsEmpty,
                SectionPlace.AfterTag => _module.Tags.IsEmpty,
                SectionPlace.AfterGlobal => _module.Globals.IsEmpty,
                SectionPlace.AfterExport => _module.Exports.IsEmpty,
                SectionPlace.AfterStart => _module.Start is null,
                SectionPlace.AfterElement => _module.Elements.IsEmpty,
                _ => _module.DataCount is null,
            };
            if (!isEmpty)
            {
                return false;
            }
        }

        return place <= SectionPlace.AfterDataCount;
    }

    /// <summary>Whether each hint of a function stands at an if or br_if: an annotation can say nothing else.</summary>
    private bool CanBeAnnotated(FunctionBranchHints function)
    {
        var index = function.FunctionIndex - _scope.ImportedFunctionCount;
        if ((uint)index >= (uint)_module.Functions.Length || function.Hints.IsEmpty)
        {
            return false;
        }

        var body = _module.Functions[index].Body;
        var reader = new ByteReader(body.Bytes.Span, body.Offset);
        for (var groups = reader.ReadCount(int.MaxValue, "groups of locals"); groups > 0; groups--)
        {
            reader.ReadU32();
            TypeReader.ReadValueType(ref reader);
        }

        var instructions = new InstructionReader(reader);
        var instruction = default(Instruction);
        var cursor = new BranchHintCursor(function.Hints);
        var found = 0;
        while (!instructions.AtEnd)
        {
            instructions.Read(ref instruction);
            found += instruction.Opcode is Opcode.If or Opcode.BrIf && cursor.Find(instruction.Offset) >= 0 ? 1 : 0;
        }

        return found == function.Hints.Length;
    }

    private void PrintCustomSections(SectionPlace place)
    {
        foreach (var section in _module.CustomSections)
        {
            var isAnnotated = (_scope.UsesNames && section.Name == NameSection.SectionName) || (_hints is not null && section.Name == BranchHintSection.SectionName);
            if (section.Place != place || isAnnotated)
            {
                continue;
            }

            Open("@custom ");
            _output.WriteName(section.Name);
            _output.Write(place switch
            {
                SectionPlace.First => " (before first)",
                SectionPlace.AfterType => " (after type)",
                SectionPlace.AfterImport => " (after import)",
                SectionPlace.AfterFunction => " (after func)",
                SectionPlace.AfterTable => " (after table)",
                SectionPlace.AfterMemory => " (after memory)",
                SectionPlace.AfterTag => " (after tag)",
                SectionPlace.AfterGlobal => " (after global)",
                SectionPlace.AfterExport => " (after export)",
                SectionPlace.AfterStart => " (after start)",
                SectionPlace.AfterElement => " (after elem)",
                SectionPlace.AfterDataCount => " (after datacount)",
                SectionPlace.AfterCode => " (after code)",
                _ => "",
            });
            _output.WriteBytes(section.Bytes.Span, FieldIndentation);
            Close();
        }
    }
}
