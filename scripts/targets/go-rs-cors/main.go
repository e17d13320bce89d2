package main

import (
	"encoding/json"
	"net/http"
	"os"

	"github.com/rs/cors"
)

type policy struct {
	Origins     interface{}
	Methods     []string
	Headers     []string
	Exposed     []string
	Credentials bool
	MaxAge      int `json:"max_age"`
}

// The policy that the environment names, and its origins as a list.
func read() (policy, []string) {
	text, err := os.ReadFile("policy.json")
	if err != nil {
		panic(err)
	}
	var all map[string]policy
	if err := json.Unmarshal(text, &all); err != nil {
		panic(err)
	}
	chosen := all[os.Getenv("POLICY")]
	if one, is := chosen.Origins.(string); is {
		return chosen, []string{one}
	}
	var origins []string
	for _, origin := range chosen.Origins.([]interface{}) {
		origins = append(origins, origin.(string))
	}
	return chosen, origins
}

func foo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Request-Id", "1")
	w.Write([]byte("{}"))
}

func main() {
	p, origins := read()
	address := "127.0.0.1:" + os.Getenv("PORT")
	c := cors.New(cors.Options{AllowedOrigins: origins, AllowedMethods: p.Methods, AllowedHeaders: p.Headers, ExposedHeaders: p.Exposed, AllowCredentials: p.Credentials, MaxAge: p.MaxAge})
	panic(http.ListenAndServe(address, c.Handler(http.HandlerFunc(foo))))
}
