// Decodes instructions (spec 5.4), one by one, with no knowledge of types.
using System.Runtime.Intrinsics;
using Weft.Wasm.Binary;

namespace Weft.Wasm.Instructions;

/// <summary>Decodes a sequence of instructions: a body after its locals, or a constant expression.</summary>
public ref struct InstructionReader
{
    private const long SingleIndexKinds = 1L << (int)ImmediateKind.Label | 1L << (int)ImmediateKind.Func | 1L << (int)ImmediateKind.Type
        | 1L << (int)ImmediateKind.Tag | 1L << (int)ImmediateKind.Local | 1L << (int)ImmediateKind.Global | 1L << (int)ImmediateKind.Table
        | 1L << (int)ImmediateKind.Elem | 1L << (int)ImmediateKind.Memory | 1L << (int)ImmediateKind.Data;

    private ByteReader _reader;

    /// <summary>Starts at the position of a reader.</summary>
    /// <param name="reader">Where the instructions are; offsets count from its start.</param>
    public InstructionReader(ByteReader reader)
    {
        _reader = reader;
    }

    /// <summary>Bytes from the start to the next instruction.</summary>
    public readonly int Position => _reader.Position;

    /// <summary>The same place, from the start of the module.</summary>
    public readonly long Offset => _reader.Offset;

    /// <summary>Whether every byte has been read.</summary>
    public readonly bool AtEnd => _reader.AtEnd;

    /// <summary>Decodes the next instruction.</summary>
    /// <exception cref="MalformedModuleException">The bytes are not an instruction.</exception>
    public void Read(ref Instruction instruction)
    {
        instruction.Offset = _reader.Position;
        var code = _reader.ReadByte();
        var opcode = InstructionTable.GetPrimary(code);
        if ((int)opcode >= InstructionTable.Count)
        {
            opcode = ReadPrefixed(code);
        }

        instruction.Opcode = opcode;

        // Most instructions have no immediate, or one index.
        var kind = InstructionTable.GetImmediates(opcode);
        if (kind == ImmediateKind.None)
        {
            return;
        }

        if ((1L << (int)kind & SingleIndexKinds) != 0)
        {
            instruction.Index = _reader.ReadIndex();
            return;
        }

        ReadImmediates(kind, opcode, ref instruction);
    }

    private Opcode ReadPrefixed(byte code)
    {
        if (code is >= 0xFB and <= 0xFE)
        {
            var sub = _reader.ReadU32();
            return InstructionTable.TryGetOpcode(code, sub, out var opcode) ? opcode
                : throw new MalformedModuleException($"illegal opcode {code:x2} {sub:x}", Offset);
        }

        throw new MalformedModuleException($"illegal opcode {code:x2}", Offset - 1);
    }

    private void ReadImmediates(ImmediateKind kind, Opcode opcode, ref Instruction instruction)
    {
        switch (kind)
        {
            case ImmediateKind.Block:
                instruction.Block = TypeReader.ReadBlockType(ref _reader);
                break;
            case ImmediateKind.TypeTable or ImmediateKind.TypeType or ImmediateKind.TypeField or ImmediateKind.TypeLength or ImmediateKind.TypeData
                or ImmediateKind.TypeElem or ImmediateKind.TableTable or ImmediateKind.ElemTable or ImmediateKind.MemoryMemory or ImmediateKind.DataMemory:
                instruction.Index = _reader.ReadIndex();
                instruction.Index2 = _reader.ReadIndex();
                break;
            case ImmediateKind.Labels:
                ReadLabels(ref instruction);
                break;
            case ImmediateKind.TryTable:
                instruction.Block = TypeReader.ReadBlockType(ref _reader);
                ReadCatches(ref instruction);
                break;
            case ImmediateKind.Types:
                ReadTypes(ref instruction);
                break;
            case ImmediateKind.Memarg:
                ReadMemoryArgument(ref instruction);
                break;
            case ImmediateKind.MemargLane:
                ReadMemoryArgument(ref instruction);
                instruction.Lane = _reader.ReadByte();
                break;
            case ImmediateKind.Lane:
                instruction.Lane = _reader.ReadByte();
                break;
            case ImmediateKind.Shuffle or ImmediateKind.V128:
                instruction.Vector = Vector128.Create(_reader.ReadBytes(16));
                break;
            case ImmediateKind.I32:
                instruction.Bits = (ulong)_reader.ReadS32();
                break;
            case ImmediateKind.I64:
                instruction.Bits = (ulong)_reader.ReadS64();
                break;
            case ImmediateKind.F32:
                instruction.Bits = _reader.ReadFixedU32();
                break;
            case ImmediateKind.F64:
                instruction.Bits = _reader.ReadFixedU64();
                break;
            case ImmediateKind.Heap:
                // ref.null writes a bare heap type and makes a nullable reference; ref.test and ref.cast say (ref ht).
                instruction.Type = ValueType.Ref(TypeReader.ReadHeapType(ref _reader), nullable: opcode == Opcode.RefNull);
                break;
            case ImmediateKind.HeapNull:
                instruction.Type = ValueType.Ref(TypeReader.ReadHeapType(ref _reader), nullable: true);
                break;
            case ImmediateKind.Cast:
                ReadCast(ref instruction);
                break;
            case ImmediateKind.Fence:
                if (_reader.ReadByte() != 0)
                {
                    _reader.Throw("zero byte expected after atomic.fence");
                }

                break;
            default:
                throw new InvalidOperationException($"the reader does not know immediates of kind {kind}");
        }
    }

    private void ReadMemoryArgument(ref Instruction instruction)
    {
        // Spec 5.4.6: bit 6 of the alignment field announces a memory index.
        var at = Offset;
        var flags = _reader.ReadU32();
        if (flags >= 0x80)
        {
            throw new MalformedModuleException($"malformed memop flags 0x{flags:x}", at);
        }

        instruction.AlignLog2 = (int)(flags & 0x3F);
        instruction.Index = (flags & 0x40) != 0 ? _reader.ReadIndex() : 0;
        instruction.Bits = _reader.ReadU64();
    }

    private void ReadLabels(ref Instruction instruction)
    {
        var count = _reader.ReadCount(ImplementationLimits.BranchTableLabels, "labels");
        var labels = new int[count + 1];
        for (var i = 0; i <= count; i++)
        {
            labels[i] = _reader.ReadIndex();
        }

        instruction.Labels = labels;
    }

    private void ReadCatches(ref Instruction instruction)
    {
        var catches = new CatchClause[_reader.ReadCount(ImplementationLimits.CatchClauses, "catch clauses")];
        for (var i = 0; i < catches.Length; i++)
        {
            var kind = _reader.ReadByte();
            if (kind > (byte)CatchKind.CatchAllRef)
            {
                throw new MalformedModuleException($"malformed catch clause 0x{kind:x2}", Offset - 1);
            }

            var clause = new CatchClause((CatchKind)kind, -1, 0);
            var tag = clause.HasTag ? _reader.ReadIndex() : -1;
            catches[i] = clause with { Tag = tag, Label = _reader.ReadIndex() };
        }

        instruction.Catches = catches;
    }

    private void ReadTypes(ref Instruction instruction)
    {
        var types = new ValueType[_reader.ReadCount(ImplementationLimits.Results, "types")];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = TypeReader.ReadValueType(ref _reader);
        }

        instruction.Types = types;
    }

    private void ReadCast(ref Instruction instruction)
    {
        var flags = _reader.ReadByte();
        if (flags > 3)
        {
            throw new MalformedModuleException($"malformed cast flags 0x{flags:x2}", Offset - 1);
        }

        instruction.Index = _reader.ReadIndex();
        instruction.Type = ValueType.Ref(TypeReader.ReadHeapType(ref _reader), (flags & 1) != 0);
        instruction.Type2 = ValueType.Ref(TypeReader.ReadHeapType(ref _reader), (flags & 2) != 0);
    }
}
