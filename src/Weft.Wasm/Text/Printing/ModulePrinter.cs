// The fields of a module as text (spec 6.6), in the order of the binary format.
using System.Collections.Immutable;

namespace Weft.Wasm.Text;

/// <summary>Prints one module.</summary>
internal sealed partial class ModulePrinter
{
    private const int FieldIndentation = 1;

    private readonly PrinterScope _scope;
    private readonly ModuleDefinition _module;
    private readonly TextOutput _output;
    private readonly CodePrinter _code;
    private readonly InstructionPrinter _instructions;

    public ModulePrinter(PrinterScope scope, TextOutput output, WatPrinterOptions options)
    {
        _scope = scope;
        _module = scope.Module;
        _output = output;
        _code = new CodePrinter(scope, output, options.Folded);
        _instructions = _code.Instructions;
    }

    /// <summary>Prints the module.</summary>
    public void Print()
    {
        _output.Write("(module");
        if (!string.IsNullOrEmpty(_scope.ModuleName))
        {
            _output.Write(' ');
            _output.Write(IdentifierTable.Spell(_scope.ModuleName));
        }
        else if (_scope.ModuleName is { } empty)
        {
            InstructionPrinter.PrintNameAnnotation(_output, empty);
        }

        PlanCustomSections();
        PrintCustomSections(SectionPlace.First);
        PrintTypes();
        PrintCustomSections(SectionPlace.AfterType);
        var counts = PrintImports();
        PrintCustomSections(SectionPlace.AfterImport);
        PrintCustomSections(SectionPlace.AfterFunction);
        PrintTables(counts[(int)ExternalKind.Table]);
        PrintCustomSections(SectionPlace.AfterTable);
        PrintMemories(counts[(int)ExternalKind.Memory]);
        PrintCustomSections(SectionPlace.AfterMemory);
        PrintTags(counts[(int)ExternalKind.Tag]);
        PrintCustomSections(SectionPlace.AfterTag);
        PrintGlobals(counts[(int)ExternalKind.Global]);
        PrintCustomSections(SectionPlace.AfterGlobal);
        PrintExports();
        PrintCustomSections(SectionPlace.AfterExport);
        PrintStart();
        PrintCustomSections(SectionPlace.AfterStart);
        PrintElements();
        PrintCustomSections(SectionPlace.AfterElement);
        PrintCustomSections(SectionPlace.AfterDataCount);
        PrintFunctions();
        PrintCustomSections(SectionPlace.AfterCode);
        PrintData();
        PrintCustomSections(SectionPlace.Last);
        _output.Write("\n)\n");
    }

    private void Open(string keyword)
    {
        _output.NewLine(FieldIndentation);
        _output.Write('(');
        _output.Write(keyword);
    }

    private void Open(string keyword, IdentifierTable identifiers, int index)
    {
        Open(keyword);
        PrintDefinition(identifiers, index);
    }

    /// <summary>The identifier of a definition, its name where that differs, and its index.</summary>
    private void PrintDefinition(IdentifierTable identifiers, int index)
    {
        InstructionPrinter.PrintDefinedName(_output, identifiers, index);
        _output.Write(" (;");
        _output.Write((long)index);
        _output.Write(";)");
    }

    private void Close() => _output.Write(')');

    private void PrintTypes()
    {
        var index = 0;
        foreach (var group in _module.Types)
        {
            if (!group.IsExplicit)
            {
                PrintType(group.Types[0], index++, FieldIndentation);
                continue;
            }

            Open("rec");
            foreach (var type in group.Types)
            {
                PrintType(type, index++, FieldIndentation + 1);
            }

            if (group.Types.Length > 0)
            {
                _output.NewLine(FieldIndentation);
            }

            Close();
        }
    }

    private void PrintType(SubType type, int index, int indentation)
    {
        _output.NewLine(indentation);
        _output.Write("(type");
        PrintDefinition(_scope.Types, index);
        _output.Write(' ');
        var isSub = !type.IsFinal || type.Supertypes.Length > 0;
        if (isSub)
        {
            _output.Write(type.IsFinal ? "(sub final" : "(sub");
            foreach (var supertype in type.Supertypes)
            {
                InstructionPrinter.PrintIndex(_output, _scope.Types, supertype);
            }

            _output.Write(' ');
        }

        PrintCompositeType(type.Composite, index);
        _output.Write(isSub ? "))" : ")");
    }

    private void PrintCompositeType(CompositeType type, int index)
    {
        switch (type)
        {
            case FunctionType function:
                _output.Write("(func");
                _instructions.PrintSignature(_output, function, IdentifierTable.Empty);
                break;
            case StructType structure:
                _output.Write("(struct");
                var identifiers = _scope.GetFields(index);
                for (var i = 0; i < structure.Fields.Length; i++)
                {
                    _output.Write(" (field");
                    InstructionPrinter.PrintDefinedName(_output, identifiers, i);
                    PrintFieldType(structure.Fields[i]);
                    _output.Write(')');
                }

                break;
            case ArrayType array:
                _output.Write("(array");
                PrintFieldType(array.Element);
                break;
            default:
                throw new InvalidOperationException($"unknown composite type {type.GetType()}");
        }

        Close();
    }

    private void PrintFieldType(FieldType field)
    {
        _output.Write(field.IsMutable ? " (mut " : " ");
        if (field.IsPacked)
        {
            _output.Write(field.Packed == PackedKind.I8 ? "i8" : "i16");
        }
        else
        {
            _instructions.PrintType(_output, field.Type);
        }

        _output.Write(field.IsMutable ? ")" : "");
    }

    /// <summary>Prints the imports; returns how many there are of each kind.</summary>
    private int[] PrintImports()
    {
        var counts = new int[(int)ExternalKind.Tag + 1];
        foreach (var import in _module.Imports)
        {
            Open("import ");
            _output.WriteName(import.Module);
            _output.Write(' ');
            _output.WriteName(import.Name);
            _output.Write(" (");
            var (keyword, identifiers) = Describe(import.Type.Kind);
            _output.Write(keyword);
            PrintDefinition(identifiers, counts[(int)import.Type.Kind]++);
            switch (import.Type)
            {
                case ExternalFunctionType function:
                    _instructions.PrintTypeUse(_output, function.TypeIndex, IdentifierTable.Empty);
                    break;
                case TableType table:
                    PrintTableType(table);
                    break;
                case MemoryType memory:
                    PrintMemoryType(memory);
                    break;
                case GlobalType global:
                    PrintGlobalType(global);
                    break;
                case TagType tag:
                    _instructions.PrintTypeUse(_output, tag.TypeIndex, IdentifierTable.Empty);
                    break;
                default:
                    throw new InvalidOperationException($"unknown external type {import.Type.GetType()}");
            }

            _output.Write("))");
        }

        return counts;
    }

    private (string Keyword, IdentifierTable Identifiers) Describe(ExternalKind kind) => kind switch
    {
        ExternalKind.Function => ("func", _scope.Functions),
        ExternalKind.Table => ("table", _scope.Tables),
        ExternalKind.Memory => ("memory", _scope.Memories),
        ExternalKind.Global => ("global", _scope.Globals),
        _ => ("tag", _scope.Tags),
    };

    private void PrintTableType(TableType type)
    {
        PrintLimits(type.Address, type.Limits);
        _output.Write(' ');
        _instructions.PrintType(_output, type.Element);
    }

    private void PrintMemoryType(MemoryType type)
    {
        PrintLimits(type.Address, type.Limits);
        _output.Write(type.IsShared ? " shared" : "");
        if (type.PageSizeLog2 != 16)
        {
            _output.Write(" (pagesize ");
            _output.Write(type.PageSize);
            _output.Write(')');
        }
    }

    private void PrintLimits(AddressType address, Limits limits)
    {
        _output.Write(address == AddressType.I64 ? " i64 " : " ");
        _output.Write(limits.Minimum);
        if (limits.Maximum is { } maximum)
        {
            _output.Write(' ');
            _output.Write(maximum);
        }
    }

    private void PrintGlobalType(GlobalType type)
    {
        _output.Write(type.IsMutable ? " (mut " : " ");
        _instructions.PrintType(_output, type.Value);
        _output.Write(type.IsMutable ? ")" : "");
    }

    private void PrintTables(int index)
    {
        foreach (var table in _module.Tables)
        {
            Open("table", _scope.Tables, index++);
            PrintTableType(table.Type);
            if (table.Initializer is { } initializer)
            {
                _code.PrintExpression(initializer, "", FieldIndentation);
            }

            Close();
        }
    }

    private void PrintMemories(int index)
    {
        foreach (var memory in _module.Memories)
        {
            Open("memory", _scope.Memories, index++);
            PrintMemoryType(memory);
            Close();
        }
    }

    private void PrintTags(int index)
    {
        foreach (var tag in _module.Tags)
        {
            Open("tag", _scope.Tags, index++);
            _instructions.PrintTypeUse(_output, tag.TypeIndex, IdentifierTable.Empty);
            Close();
        }
    }

    private void PrintGlobals(int index)
    {
        foreach (var global in _module.Globals)
        {
            Open("global", _scope.Globals, index++);
            PrintGlobalType(global.Type);
            _code.PrintExpression(global.Initializer, "", FieldIndentation);
            Close();
        }
    }

    private void PrintExports()
    {
        foreach (var export in _module.Exports)
        {
            Open("export ");
            _output.WriteName(export.Name);
            _output.Write(" (");
            var (keyword, identifiers) = Describe(export.Kind);
            _output.Write(keyword);
            InstructionPrinter.PrintIndex(_output, identifiers, export.Index);
            _output.Write("))");
        }
    }

    private void PrintStart()
    {
        if (_module.Start is { } start)
        {
            Open("start");
            InstructionPrinter.PrintIndex(_output, _scope.Functions, start);
            Close();
        }
    }

    private void PrintElements()
    {
        for (var i = 0; i < _module.Elements.Length; i++)
        {
            var segment = _module.Elements[i];
            Open("elem", _scope.Elements, i);
            _output.Write(segment.Mode == SegmentMode.Declarative ? " declare" : "");
            if (segment.TableIndex != 0)
            {
                _output.Write(" (table");
                InstructionPrinter.PrintIndex(_output, _scope.Tables, segment.TableIndex);
                _output.Write(')');
            }

            if (segment.Offset is { } offset)
            {
                _code.PrintExpression(offset, "offset", FieldIndentation);
            }

            if (segment.Functions.IsDefault)
            {
                _output.Write(' ');
                _instructions.PrintType(_output, segment.Type);
                foreach (var expression in segment.Expressions)
                {
                    _code.PrintExpression(expression, "item", FieldIndentation);
                }
            }
            else
            {
                _output.Write(" func");
                foreach (var function in segment.Functions)
                {
                    InstructionPrinter.PrintIndex(_output, _scope.Functions, function);
                }
            }

            Close();
        }
    }

    private void PrintFunctions()
    {
        for (var i = 0; i < _module.Functions.Length; i++)
        {
            var index = _scope.ImportedFunctionCount + i;
            Open("func", _scope.Functions, index);
            _code.PrintFunction(index, _module.Functions[i], _hints?.GetValueOrDefault(index) ?? default);
            Close();
        }
    }

    private void PrintData()
    {
        for (var i = 0; i < _module.Data.Length; i++)
        {
            var segment = _module.Data[i];
            Open("data", _scope.Data, i);
            if (segment.MemoryIndex != 0)
            {
                _output.Write(" (memory");
                InstructionPrinter.PrintIndex(_output, _scope.Memories, segment.MemoryIndex);
                _output.Write(')');
            }

            if (segment.Offset is { } offset)
            {
                _code.PrintExpression(offset, "offset", FieldIndentation);
            }

            _output.WriteBytes(segment.Bytes.Span, FieldIndentation);
            Close();
        }
    }
}
