// Writes the instructions of an adapter: locals, and labels that stay the same while blocks open and close.
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Components.Adapters;

/// <summary>The body of a function.</summary>
/// <param name="parameters">How many parameters it has: the first locals.</param>
internal sealed class AdapterCode(int parameters)
{
    private readonly ByteWriter _instructions = new();
    private readonly List<CoreValue> _locals = [];
    private int _depth;

    /// <summary>Makes a local.</summary>
    public int Declare(CoreValue type)
    {
        _locals.Add(type);
        return parameters + _locals.Count - 1;
    }

    /// <summary>An instruction without immediates.</summary>
    public void Do(Opcode opcode) => Write(new Instruction { Opcode = opcode });

    /// <summary>An instruction with an index.</summary>
    public void Do(Opcode opcode, int index) => Write(new Instruction { Opcode = opcode, Index = index });

    public void Get(int local) => Do(Opcode.LocalGet, local);

    public void Set(int local) => Do(Opcode.LocalSet, local);

    public void Tee(int local) => Do(Opcode.LocalTee, local);

    public void Int(int value) => Write(new Instruction { Opcode = Opcode.I32Const, Bits = (ulong)value });

    public void Long(long value) => Write(new Instruction { Opcode = Opcode.I64Const, Bits = (ulong)value });

    /// <summary>A constant whose bits are given.</summary>
    public void Bits(Opcode opcode, ulong bits) => Write(new Instruction { Opcode = opcode, Bits = bits });

    public void Vector(System.Runtime.Intrinsics.Vector128<byte> value) => Write(new Instruction { Opcode = Opcode.V128Const, Vector = value });

    /// <summary>A load or a store.</summary>
    public void Access(Opcode opcode, int memory, long offset = 0) => Write(new Instruction { Opcode = opcode, Index = memory, Bits = (ulong)offset });

    /// <summary>Copies bytes; addresses and length are on the stack.</summary>
    public void CopyBytes(int target, int source) => Write(new Instruction { Opcode = Opcode.MemoryCopy, Index = target, Index2 = source });

    /// <summary>Begins a block whose end the label stands for.</summary>
    public int Block() => Begin(Opcode.Block);

    /// <summary>Begins a loop whose start the label stands for.</summary>
    public int Loop() => Begin(Opcode.Loop);

    public void If() => Begin(Opcode.If);

    public void Else() => Do(Opcode.Else);

    public void End()
    {
        _depth--;
        Do(Opcode.End);
    }

    public void Branch(int label) => Do(Opcode.Br, _depth - label);

    public void BranchIf(int label) => Do(Opcode.BrIf, _depth - label);

    /// <summary>The body.</summary>
    public FunctionBody Finish()
    {
        Do(Opcode.End);
        var whole = new ByteWriter();
        whole.WriteIndex(_locals.Count);
        foreach (var local in _locals)
        {
            whole.WriteIndex(1);
            TypeWriter.WriteValueType(whole, local);
        }

        whole.WriteBytes(_instructions.WrittenSpan);
        return new FunctionBody(whole.ToArray());
    }

    private int Begin(Opcode opcode)
    {
        Write(new Instruction { Opcode = opcode, Block = BlockType.Empty });
        return ++_depth;
    }

    private void Write(in Instruction instruction) => InstructionWriter.Write(_instructions, in instruction);
}
