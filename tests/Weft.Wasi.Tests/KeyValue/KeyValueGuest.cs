// A component that has wasi:keyvalue.

using Weft.Wasi.KeyValue;

namespace Weft.Wasi.Tests.KeyValue;

internal static class KeyValueGuest
{
    public const string Text = """
        (component
          (import "wasi:keyvalue/store@0.2.0-draft2" (instance $store
            (export "bucket" (type $bucket (sub resource)))
            (type $e (variant (case "no-such-store") (case "access-denied") (case "other" string)))
            (export "error" (type $error (eq $e)))
            (type $k (record (field "keys" (list string)) (field "cursor" (option string))))
            (export "key-response" (type $key-response (eq $k)))
            (export "open" (func (param "identifier" string) (result (result (own $bucket) (error $error)))))
            (export "[method]bucket.get" (func (param "self" (borrow $bucket)) (param "key" string) (result (result (option (list u8)) (error $error)))))
            (export "[method]bucket.set" (func (param "self" (borrow $bucket)) (param "key" string) (param "value" (list u8)) (result (result (error $error)))))
            (export "[method]bucket.delete" (func (param "self" (borrow $bucket)) (param "key" string) (result (result (error $error)))))
            (export "[method]bucket.exists" (func (param "self" (borrow $bucket)) (param "key" string) (result (result bool (error $error)))))
            (export "[method]bucket.list-keys" (func (param "self" (borrow $bucket)) (param "cursor" (option string)) (result (result $key-response (error $error)))))))
          (alias export $store "bucket" (type $bucket))
          (alias export $store "error" (type $error))
          (import "wasi:keyvalue/atomics@0.2.0-draft2" (instance $atomics
            (export "bucket" (type $b (eq $bucket)))
            (export "error" (type $e (eq $error)))
            (export "cas" (type $cas (sub resource)))
            (type $c (variant (case "store-error" $e) (case "cas-failed" (own $cas))))
            (export "cas-error" (type $cas-error (eq $c)))
            (export "increment" (func (param "bucket" (borrow $b)) (param "key" string) (param "delta" s64) (result (result s64 (error $e)))))
            (export "[static]cas.new" (func (param "bucket" (borrow $b)) (param "key" string) (result (result (own $cas) (error $e)))))
            (export "[method]cas.current" (func (param "self" (borrow $cas)) (result (result (option (list u8)) (error $e)))))
            (export "swap" (func (param "cas" (own $cas)) (param "value" (list u8)) (result (result (error $cas-error)))))))
          (import "wasi:keyvalue/batch@0.2.0-draft2" (instance $batch
            (export "bucket" (type $b (eq $bucket)))
            (export "error" (type $e (eq $error)))
            (export "get-many" (func (param "bucket" (borrow $b)) (param "keys" (list string)) (result (result (list (option (tuple string (list u8)))) (error $e)))))
            (export "set-many" (func (param "bucket" (borrow $b)) (param "key-values" (list (tuple string (list u8)))) (result (result (error $e)))))
            (export "delete-many" (func (param "bucket" (borrow $b)) (param "keys" (list string)) (result (result (error $e)))))))
          (export "open" (func $store "open"))
          (export "get" (func $store "[method]bucket.get"))
          (export "set" (func $store "[method]bucket.set"))
          (export "delete" (func $store "[method]bucket.delete"))
          (export "exists" (func $store "[method]bucket.exists"))
          (export "list-keys" (func $store "[method]bucket.list-keys"))
          (export "increment" (func $atomics "increment"))
          (export "cas-new" (func $atomics "[static]cas.new"))
          (export "cas-current" (func $atomics "[method]cas.current"))
          (export "swap" (func $atomics "swap"))
          (export "get-many" (func $batch "get-many"))
          (export "set-many" (func $batch "set-many"))
          (export "delete-many" (func $batch "delete-many")))
        """;

    public static TestComponent With(IKeyValueStore buckets) => new(Text, linker => linker.AddWasiKeyValue(buckets));
}
