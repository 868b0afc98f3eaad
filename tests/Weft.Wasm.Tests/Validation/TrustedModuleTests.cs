// Modules that were validated before: their types are found again, and nothing is checked.
using Weft.Wasm.Text;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Wasm.Tests.Validation;

public class TrustedModuleTests
{
    private const string Text = """
        (module
          (type $f (func (param i32) (result i64)))
          (rec (type $s (sub (struct (field (ref null $s))))) (type $a (array (mut i8))))
          (import "m" "f" (func $imported (type $f)))
          (import "m" "g" (global i32))
          (memory 1)
          (table 2 funcref)
          (table $typed 1 (ref null $f))
          (global (mut f64) (f64.const 1))
          (tag (param i32))
          (elem (table $typed) (i32.const 0) (ref null $f) (ref.func $local))
          (elem func $imported)
          (data (i32.const 8) "x")
          (func $local (type $f) (i64.const 0))
          (export "local" (func $local)))
        """;

    [Fact]
    public void Types_are_those_that_validation_finds()
    {
        var definition = WatParser.Parse(Text);
        var registry = new TypeRegistry();
        var validated = ModuleValidator.Validate(definition, registry);
        var trusted = ModuleValidator.ResolveTrusted(definition, registry, null, handlesExceptions: validated.HandlesExceptions, hasTailCalls: validated.HasTailCalls);

        Assert.Equal(validated.CanonicalTypes, trusted.CanonicalTypes);
        Assert.Equal(validated.ImportTypes, trusted.ImportTypes);
        Assert.Equal(validated.FunctionTypeIds, trusted.FunctionTypeIds);
        Assert.Equal(validated.Tables, trusted.Tables);
        Assert.Equal(validated.Memories, trusted.Memories);
        Assert.Equal(validated.Globals, trusted.Globals);
        Assert.Equal(validated.TagTypeIds, trusted.TagTypeIds);
        Assert.Equal(validated.ElementTypes, trusted.ElementTypes);
        Assert.Equal(2, trusted.ElementTypes.Length);
        Assert.Equal(1, trusted.ImportedFunctionCount);
        Assert.Equal(1, trusted.ImportedGlobalCount);
        Assert.Same(validated.GetFunctionType(1), trusted.GetFunctionType(1));
        Assert.True(trusted.HandlesExceptions);
    }

    [Fact]
    public void Types_that_are_not_there_are_errors_all_the_same()
    {
        var definition = WatParser.Parse("(module (func (type 0)) (type (func)))");
        var broken = definition with { Types = [] };
        Assert.Throws<InvalidModuleException>(() => ModuleValidator.ResolveTrusted(broken, new TypeRegistry(), null, handlesExceptions: false, hasTailCalls: false));
    }

    [Fact]
    public void An_empty_set_of_disabled_features_is_none()
    {
        Assert.False(ValidationOptions.Default.HasDisabledFeatures);
        Assert.Empty(ValidationOptions.Default.DisabledFeatures);
        Assert.Equal(ValidationOptions.Default, new ValidationOptions { DisabledFeatures = [] });
        Assert.True(new ValidationOptions { DisabledFeatures = [Features.Simd] }.HasDisabledFeatures);
    }
}
