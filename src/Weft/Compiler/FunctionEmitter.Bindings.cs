// What is known only in the process that runs the code: canonical types, classes of objects, addresses. Code that runs here at once has it
// in itself; code for other processes finds it through the instance (CodeBindings), or in its own static fields.
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private static readonly FieldInfo s_storeId =
        typeof(HeapObject).GetField(nameof(HeapObject.StoreId), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private EmittedShape ShapeOf(int typeIndex) => (EmittedShape)_shapes.Get(_module.CanonicalTypes[typeIndex]);

    // A word of the module's bindings.
    private void LoadBinding(int index)
    {
        LoadContext();
        LoadField(nameof(InstanceContext.Bindings));
        LoadElement(index);
    }

    private void LoadTypeId(int typeIndex)
    {
        if (!_settings.IsPersistent)
        {
            Int(_module.CanonicalTypes[typeIndex]);
            return;
        }

        LoadBinding(CodeBindings.TypeIdOf(typeIndex));
        _il.Emit(OpCodes.Conv_I4);
    }

    // The address of a constant in memory, of up to 64 bits.
    private void LoadConstantAddress(long value)
    {
        if (_settings.IsPersistent)
        {
            _il.Emit(OpCodes.Ldsflda, _constants.FieldOf(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value))));
            return;
        }

        Long(_constants.AddressOf(value));
        _il.Emit(OpCodes.Conv_I);
    }

    private void LoadConstantAddress(Vector128<byte> value)
    {
        if (_settings.IsPersistent)
        {
            _il.Emit(OpCodes.Ldsflda, _constants.FieldOf(MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<byte>>(in value))));
            return;
        }

        Long(_constants.AddressOf(value));
        _il.Emit(OpCodes.Conv_I);
    }

    private void LoadStoreId()
    {
        LoadContext();
        LoadField(nameof(InstanceContext.StoreId));
    }

    // Leaves a new structure, of zeros and nulls.
    private void EmitMakeStruct(int typeIndex)
    {
        if (_settings.IsPersistent)
        {
            Int(typeIndex);
            LoadContext();
            Call(nameof(Support.NewStruct));
            return;
        }

        LoadStoreId();
        _il.Emit(OpCodes.Newobj, ShapeOf(typeIndex).Constructor);
    }

    // Counts a new structure against the limit of the store; Support.NewStruct has done so.
    private void EmitMeterStruct(int typeIndex, Variable made)
    {
        if (!_settings.IsPersistent)
        {
            EmitMeter(made, ShapeOf(typeIndex).StructBytes);
        }
    }

    // Counts a new object against the limit of the store.
    private void EmitMeter(Variable made, int bytes)
    {
        Load(made);
        Int(bytes);
        LoadContext();
        Call(nameof(Support.Meter));
    }

    // Makes an array of the guest of the .NET array on the evaluation stack.
    private void EmitWrapElements(int typeIndex)
    {
        if (_settings.IsPersistent)
        {
            Int(typeIndex);
            LoadContext();
            Call(nameof(Support.WrapElements));
            return;
        }

        LoadStoreId();
        _il.Emit(OpCodes.Newobj, ShapeOf(typeIndex).Constructor);
    }

    // The structure on the evaluation stack becomes what StoreField wants below the value: itself, or where the field is.
    private void LocateField(int typeIndex, int field)
    {
        if (_settings.IsLinked)
        {
            LoadBinding(CodeBindings.PlaceOf(_module, typeIndex, field));
            Call(TypeOfField(typeIndex, field) == typeof(object) ? nameof(Support.LocateReference) : nameof(Support.LocateNumber));
        }
        else if (_settings.IsPersistent)
        {
            _il.Emit(OpCodes.Ldflda, s_storeId);
            LoadBinding(CodeBindings.PlaceOf(_module, typeIndex, field));
            _il.Emit(OpCodes.Add);
        }
    }

    private void StoreField(int typeIndex, int field)
    {
        if (!_settings.IsPersistent)
        {
            _il.Emit(OpCodes.Stfld, ShapeOf(typeIndex).FieldInfos[field]);
            return;
        }

        var type = TypeOfField(typeIndex, field);
        if (type == typeof(object))
        {
            _il.Emit(OpCodes.Stind_Ref);
        }
        else
        {
            _il.Emit(OpCodes.Stobj, type);
        }
    }

    // The structure on the evaluation stack becomes the value of a field.
    private void LoadFieldOf(int typeIndex, int field)
    {
        if (!_settings.IsPersistent)
        {
            _il.Emit(OpCodes.Ldfld, ShapeOf(typeIndex).FieldInfos[field]);
            return;
        }

        LocateField(typeIndex, field);
        var type = TypeOfField(typeIndex, field);
        if (type == typeof(object))
        {
            _il.Emit(OpCodes.Ldind_Ref);
        }
        else
        {
            _il.Emit(OpCodes.Ldobj, type);
        }
    }

    private Type TypeOfField(int typeIndex, int field) => ShapeEmitter.TypeOf(((StructType)_module.GetCompositeType(typeIndex)).Fields[field]);
}
